"""The released answer cells are stubs."""

from __future__ import annotations

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.errors import AssignmentError
from instructor.master import WRITE_HERE, Master, skeleton, solved
from instructor.stubs import refuse_started_answers


def test_the_skeleton_passes(lab: Master) -> None:
    refuse_started_answers(nbformat.writes(skeleton(lab)).encode(), lab.assignment)


def test_the_reference_is_refused_by_its_first_answer(lab: Master) -> None:
    with pytest.raises(AssignmentError, match="analyze_gradients counts as answered"):
        refuse_started_answers(nbformat.writes(solved(lab)).encode(), lab.assignment)


def test_a_missing_answer_cell_is_refused(lab: Master) -> None:
    notebook = skeleton(lab)
    notebook.cells = [cell for cell in notebook.cells if "def detect_explosion" not in cell.source]
    with pytest.raises(AssignmentError, match="detect_explosion counts as missing"):
        refuse_started_answers(nbformat.writes(notebook).encode(), lab.assignment)


def test_the_skeleton_has_a_place_for_each_written_answer_as_otter_makes_it_and_no_model_answer(lab: Master) -> None:
    def texts(notebook: NotebookNode) -> list[str]:
        return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]

    empty, full = texts(skeleton(lab)), texts(solved(lab))
    assert empty.count(WRITE_HERE) == 4
    assert WRITE_HERE not in full
    model_answers = [text for text in full if text not in empty]
    assert len(model_answers) == 4
    assert model_answers[0].startswith("The gradient of an early layer is a product")
