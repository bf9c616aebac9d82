"""The student's side of a release: the notebook, the toolkit, the public checks, requirements and a README."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import nbformat
from jinja2 import Environment, StrictUndefined

from instructor.errors import AssignmentError
from instructor.master import Master
from instructor.otter_assign import Assigned
from instructor.toolkit import toolkit_text

_PLACE = re.compile(r'^TOOLKIT = ""', re.MULTILINE)
TEMPLATES = files("instructor") / "templates"


def student_files(master: Master, assigned: Assigned, toolkit: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the student's zip by path, the notebook first."""
    notebook = student_notebook(master, assigned.notebook, toolkit)
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


def student_notebook(master: Master, assigned: Any, toolkit: dict[str, bytes]) -> bytes:
    """The notebook that otter made, with the toolkit in its first code cell, and the same bytes each time.

    Raises:
        AssignmentError: the master has no line ``TOOLKIT = ""`` for the toolkit, or more than one.
    """
    cells = [cell for cell in assigned.cells if cell.cell_type == "code" and _PLACE.search(cell.source)]
    if len(cells) != 1:
        raise AssignmentError(
            f'{master.notebook_path} has {len(cells)} cells with the line TOOLKIT = "" and needs one: the release puts the'
            " toolkit there, so that the notebook works without any other file."
        )
    setup = cells[0]
    text = toolkit_text(toolkit)
    setup.source = "# @title Setup: run this cell first\n" + _PLACE.sub(f'TOOLKIT = "{text}"', setup.source)
    # One line of it is very long: Jupyter and Colab show the cell closed, with its title.
    setup.metadata |= {"cellView": "form", "jupyter": {"source_hidden": True}}
    for number, cell in enumerate(assigned.cells):
        cell["id"] = f"{master.assignment.name}-{number:03d}"
    nbformat.validate(assigned)
    return (json.dumps(assigned, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
