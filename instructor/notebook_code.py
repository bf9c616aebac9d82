"""The code of a notebook that we made ourselves; one that was handed in is read by `autograder.submission.code_cells`."""

from __future__ import annotations

from typing import Any


def notebook_code(notebook: Any) -> list[str]:
    """The sources of the code cells, in order."""
    return [str(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
