"""One verdict on every face, check by check."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from jsonschema import validate

sys.path.insert(0, str(Path(__file__).parents[1] / "faces_otter"))

from faces import Said, differ
from gradescope_schema import SCHEMA
from table import FACES, Parity, compare, markdown

from instructor.golden import every_face, read
from instructor.master import find

LAB = find("lab")
A_FEW = ("deleted_answer", "limit_ignored", "os_exit", "reference")
"""Passed, failed, not reached and crashed; GRADLAB_ALL_GOLDENS=1 sends the others, which the other tests hold to their points."""


@pytest.mark.slow
def test_every_face_says_the_same_of_each_check(tmp_path: Path) -> None:
    everyone = os.environ.get("GRADLAB_ALL_GOLDENS") == "1"
    goldens = every_face(LAB) if everyone else [read(LAB.folder / "answers" / f"{name}.py") for name in A_FEW]
    parity = compare(LAB, goldens, tmp_path)
    assert parity.disagreements() == []
    checks = sum(len(question.checks) for question in LAB.assignment.questions)
    assert len(parity.rows()) == checks * len(goldens)
    scores = {row[0]: 0.0 for row in parity.rows()}
    for submission, said in parity.sayings["pytest"].items():
        scores[submission] = sum(one.score or 0.0 for one in said.values())
    assert scores == {f"{golden.name}.ipynb": sum(golden.score.values()) for golden in goldens}
    for results in parity.results:
        validate(results, SCHEMA)


@pytest.mark.parametrize(
    ("first", "other", "contradicts"),
    [
        (Said("passed", 2.0), Said("passed", 2.0), False),
        (Said("passed", 2.0), Said("passed", None), False),
        (Said("passed", 2.0), Said("passed", 1.5), True),
        (Said("failed", 0.0), Said("not_reached", 0.0), True),
        (Said("failed", 0.5), Said("not passed", 0.5), False),
        (Said("passed", 2.0), Said("not passed", 2.0), True),
        (Said("failed", 0.0), Said("passed", None), True),
    ],
)
def test_a_contradiction_is_another_state_or_another_score(first: Said, other: Said, contradicts: bool) -> None:
    assert differ(first, other) is contradicts


def test_the_table_names_the_face_that_contradicts_and_the_one_that_is_silent() -> None:
    sayings = {face: {"a.ipynb": {"q.c": Said("failed", 0.5)}} for face in FACES}
    sayings["pytest"] = {"a.ipynb": {"q.c": Said("passed", 1.0)}}
    sayings["otter"] = {}
    sayings["notebook"] = {}
    text = markdown(Parity(sayings, [{}]))
    assert "1 submissions, 1 checks, 1 on which two faces disagree." in text
    assert "| a.ipynb | q.c | failed 0.5 | failed 0.5 | - | passed 1 | - | pytest, otter |" in text
