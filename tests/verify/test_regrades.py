"""The same answer, graded again and again with newly drawn inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from autograder.assignment import Question
from gradlab.checking.draw import Source
from instructor.master import find
from instructor.verifying import regrades
from instructor.verifying.engine import Graded, grade, source_of
from instructor.verifying.mutants import imports, reference_answer
from instructor.verifying.regrades import regrade

LAB = find("lab")
QUESTION = next(one for one in LAB.assignment.questions if one.name == "detect_explosion")
REFERENCE = reference_answer(LAB, QUESTION.name)


def test_every_regrade_draws_other_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    sources: list[Source] = []

    def watched(cells: Sequence[str], question: Question, source: Source) -> Graded:
        sources.append(source)
        return grade(cells, question, source)

    monkeypatch.setattr(regrades, "grade", watched)
    found = regrade("reference", [imports(LAB), REFERENCE], QUESTION, "", 3)
    assert found.scores == (QUESTION.points,) * 3
    assert found.failed == ()
    assert len(set(sources)) == 3


def test_each_different_message_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regrades, "source_of", lambda label: source_of("the same inputs, and so the same message"))
    returns_nothing = REFERENCE.replace("return {", "print({").replace("> 1)}", "> 1)})")
    found = regrade("forgets return", [imports(LAB), returns_nothing], QUESTION, "", 3)
    assert found.scores == (0,) * 3
    assert [one.id for one in found.failed] == ["detect_explosion.returns_report"]


def test_an_error_of_ours_is_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(cells: Sequence[str], question: Question, source: Source) -> Graded:
        return replace(grade(cells, question, source), observations=("a check of ours raised",))

    monkeypatch.setattr(regrades, "grade", broken)
    found = regrade("reference", [imports(LAB), REFERENCE], QUESTION, "", 2)
    assert found.observations == ("a check of ours raised",)
