"""Small notebooks for tests of a release."""

from __future__ import annotations

import nbformat


def notebook(*sources: str, **of_first_cell: object) -> bytes:
    """The bytes of a notebook with these code cells; keywords change the first cell."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    made.cells[0].update(nbformat.from_dict(of_first_cell))
    return bytes(nbformat.writes(made).encode())
