"""The submissions of a graded class that are written alike, read from the evidence that was kept of each."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.errors import AssignmentError, UnreadableSubmission
from autograder.submission import code_cells
from instructor.class_folder import ClassFolder
from instructor.errors import CommandError
from instructor.evidence import recall
from instructor.master import Master, skeleton
from instructor.notebook_code import notebook_code
from instructor.similar_code import Pair, similar_pairs

MAX_BYTES = 10_000_000
"""Larger notebooks are not compared: reading one takes many times its size in memory."""


def similar_in_class(folder: ClassFolder, stems: Sequence[str], master: Master) -> list[Pair]:
    """Pairs of submissions by their stems, the most alike first.

    What has no evidence, was damaged or cannot be read is left out; its result says so elsewhere on the class page.
    """
    cells = {stem: own for stem in stems if (own := _cells(folder, stem))}
    return similar_pairs(cells, _skeleton(master)) if len(cells) > 1 else []


def _cells(folder: ClassFolder, stem: str) -> list[str]:
    try:
        submission = recall(folder.evidence(stem)).submission
        return code_cells(submission) if len(submission.data) <= MAX_BYTES else []
    except (OSError, CommandError, UnreadableSubmission):
        return []


def _skeleton(master: Master) -> list[str]:
    try:
        return notebook_code(skeleton(master))
    except (
        AssignmentError
    ):  # an assignment without its notebook can be graded; then nothing is known to have been given
        return []
