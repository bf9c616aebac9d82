"""Notebooks as bytes, made cell by cell."""

from __future__ import annotations

import json

import nbformat

from autograder.submission import Submission


def notebook(*cells: str) -> bytes:
    """A notebook of code cells, as Jupyter saves it; equal cells give equal bytes."""
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"cell{i}") for i, source in enumerate(cells)]
    )
    return str(nbformat.writes(made)).encode()


def notebook3(*cells: str) -> bytes:
    """The same in the format of 2013: cells in worksheets, their source under `input`."""
    made = [{"cell_type": "code", "language": "python", "metadata": {}, "outputs": [], "input": one} for one in cells]
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": made, "metadata": {}}]}
    ).encode()


def submission(data: bytes, name: str = "alice.ipynb") -> Submission:
    return Submission(name, data)
