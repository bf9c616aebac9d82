"""A notebook as students get it: the toolkit in its setup cell, no trace of the tools that made it, the same bytes each time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat

from instructor.errors import AssignmentError
from instructor.toolkit import toolkit_text

_PLACE = re.compile(r'^TOOLKIT = ""', re.MULTILINE)
_OF_THE_MASTER = ("jupytext", "gradlab")
_OF_A_CELL = ("lines_to_next_cell",)


def released_notebook(notebook: Any, name: str, toolkit: dict[str, bytes], master: Path) -> bytes:
    """Return the notebook as a file. `name` begins the ids of its cells; `master` is named in the error.

    Raises:
        AssignmentError: the notebook has no line ``TOOLKIT = ""`` for the toolkit, or more than one.
    """
    setups = [cell for cell in notebook.cells if cell.cell_type == "code" and _PLACE.search(cell.source)]
    if len(setups) != 1:
        raise AssignmentError(
            f'{master} has {len(setups)} cells with the line TOOLKIT = "" and needs one: the release puts the'
            " toolkit there, so that the notebook works without any other file."
        )
    setup = setups[0]
    setup.source = "# @title Setup: run this cell first\n" + _PLACE.sub(
        f'TOOLKIT = "{toolkit_text(toolkit)}"', setup.source
    )
    # One line of it is very long: Jupyter and Colab show the cell closed, with its title.
    setup.metadata |= {"cellView": "form", "jupyter": {"source_hidden": True}}
    for key in _OF_THE_MASTER:
        notebook.metadata.pop(key, None)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"{name}-{number:03d}"
        for key in _OF_A_CELL:
            cell.metadata.pop(key, None)
    nbformat.validate(notebook)
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
