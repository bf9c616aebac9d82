"""The master of an assignment: reviewable text (jupytext), from which the reference and the skeleton notebooks are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, load
from autograder.errors import AssignmentError

ASSIGNMENTS = Path(__file__).resolve().parent.parent / "assignments"
WRITE_HERE = "_Type your answer here, replacing this text._"  # as otter writes it in the released notebook


@dataclass(frozen=True)
class Master:
    """An assignment's folder, its toml and its master notebook."""

    folder: Path
    assignment: Assignment

    @property
    def notebook_path(self) -> Path:
        return self.folder / self.assignment.notebook

    def read(self) -> Any:
        """The master as a notebook."""
        import jupytext  # takes seconds, and grading reads no master

        try:
            return jupytext.read(self.notebook_path)
        except FileNotFoundError as error:
            raise AssignmentError(
                f"{self.folder / 'assignment.toml'} names the notebook {self.assignment.notebook}, which is not there."
            ) from error


def find(name: str, others: Sequence[str] = ()) -> Master:
    """The assignment of that name (a folder under ``assignments/``) or at that path.

    Args:
        others: what the command takes beside assignments, to be named when there is none of that name.

    Raises:
        AssignmentError: there is none.
    """
    folder = Path(name) if (Path(name) / "assignment.toml").is_file() else ASSIGNMENTS / name
    if not (folder / "assignment.toml").is_file():
        known = sorted([*(path.parent.name for path in ASSIGNMENTS.glob("*/assignment.toml")), *others])
        raise AssignmentError(f"There is no assignment {name!r}. Known are: {', '.join(known) or 'none'}.")
    return Master(folder, load(folder / "assignment.toml"))


def solved(master: Master) -> Any:
    """The notebook with the reference answers, without otter's marks."""
    return _without_marks(master.read(), _solution, lambda model_answer: model_answer)


def skeleton(master: Master) -> Any:
    """The notebook with the stubs, without otter's marks."""
    return _without_marks(master.read(), _stub, lambda _: WRITE_HERE)


def _without_marks(notebook: Any, answer: Callable[[str], str], written: Callable[[str], str]) -> Any:
    """Without raw cells and tests; `answer` makes the code cells, `written` what stands between the marks of a solution."""
    import nbformat

    cells = []
    in_tests = in_solution = False
    for cell in notebook.cells:
        first = cell.source.split("\n", 1)[0]
        if cell.cell_type == "raw":
            in_tests = "BEGIN TESTS" in first or (in_tests and "END TESTS" not in first)
            in_solution = "BEGIN SOLUTION" in first or (in_solution and "END SOLUTION" not in first)
            continue
        if in_tests:
            continue
        if cell.cell_type == "code":
            cell = nbformat.v4.new_code_cell(answer(cell.source))
        elif in_solution:
            cell = nbformat.v4.new_markdown_cell(written(cell.source))
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)


_PROMPT = re.compile(r'^[ \t]*""" # BEGIN PROMPT\n(.*?)^[ \t]*""" # END PROMPT\n?', re.MULTILINE | re.DOTALL)
_SOLUTION = re.compile(r"^[ \t]*# BEGIN SOLUTION[^\n]*\n(.*?)^[ \t]*# END SOLUTION[^\n]*\n?", re.MULTILINE | re.DOTALL)


def _solution(source: str) -> str:
    return _SOLUTION.sub(r"\1", _PROMPT.sub("", source)).rstrip("\n")


def _stub(source: str) -> str:
    return _PROMPT.sub(r"\1", _SOLUTION.sub("", source)).rstrip("\n")
