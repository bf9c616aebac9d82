"""The released answer cells are stubs."""

from __future__ import annotations

import nbformat
import pytest

from autograder.errors import AssignmentError
from instructor.master import Master, skeleton, solved
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
