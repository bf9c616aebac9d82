"""The student's side of a release: the notebook, the toolkit, the public checks, requirements and a README."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from instructor.master import Master
from instructor.otter_assign import Assigned
from instructor.released_notebook import released_notebook

TEMPLATES = files("instructor") / "templates"


def student_files(master: Master, assigned: Assigned, toolkit: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the student's zip by path, the notebook first.

    Raises:
        AssignmentError: the master has not exactly one place for the toolkit.
    """
    notebook = released_notebook(assigned.notebook, master.assignment.name, toolkit, master.notebook_path)
    readme = Environment(undefined=StrictUndefined, keep_trailing_newline=True).from_string(
        _template("student-readme.md")
    )
    return {
        f"{master.assignment.name}.ipynb": notebook,
        **toolkit,
        **assigned.student_tests,
        "requirements.txt": _template("requirements-student.txt").encode(),
        "README.md": readme.render(title=master.assignment.title, name=master.assignment.name).encode(),
    }


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
