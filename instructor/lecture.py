"""A lecture: a notebook that is shown and run, without answers and checks; and its release, one file that runs anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext

from autograder.store import secret_of, write_whole
from instructor.errors import AssignmentError
from instructor.leaks import refuse_leaks
from instructor.master import ASSIGNMENTS, find
from instructor.released_notebook import released_notebook
from instructor.toolkit import toolkit_files


@dataclass(frozen=True)
class Lecture:
    """A folder that holds a notebook of its own name as text (`lecture/lecture.py`), and no assignment.toml."""

    folder: Path

    @property
    def notebook_path(self) -> Path:
        return self.folder / f"{self.folder.name}.py"

    def read(self) -> Any:
        """The lecture as a notebook."""
        return jupytext.read(self.notebook_path)


def find_lecture(name: str) -> Lecture | None:
    """The lecture of that name (a folder under ``assignments/``) or at that path; None if there is none."""
    for folder in (Path(name).resolve(), ASSIGNMENTS / name):
        lecture = Lecture(folder)
        if lecture.notebook_path.is_file() and not (folder / "assignment.toml").exists():
            return lecture
    return None


def lecture_names() -> list[str]:
    """The names of the lectures under ``assignments/``."""
    folders = {path.parent for path in ASSIGNMENTS.glob("*/*.py")}
    return sorted(folder.name for folder in folders if find_lecture(str(folder)))


def release_lecture(lecture: Lecture, out: Path) -> Path:
    """Write the lecture's notebook into `out`, under the name that the first lines of its text give it; return its path.

    Raises:
        AssignmentError: it has no name or no setup cell, or gives away a solution, a hidden check or the secret of an
            assignment, or code of the grader; nothing is written then.
    """
    notebook = lecture.read()
    file = str(notebook.metadata.get("gradlab", {}).get("released_as", ""))
    if not file.endswith(".ipynb") or Path(file).name != file:
        raise AssignmentError(
            f"{lecture.notebook_path} does not say how its notebook is called: the released_as in its first lines is {file!r}."
            " Put the name of a file that ends in .ipynb there."
        )
    content = released_notebook(notebook, lecture.folder.name, toolkit_files(), lecture.notebook_path)
    for toml in sorted(ASSIGNMENTS.glob("*/assignment.toml")):
        refuse_leaks({file: content}, find(toml.parent.name), secret_of(toml.parent / ".secret"))
    write_whole(out / file, content)
    return out / file
