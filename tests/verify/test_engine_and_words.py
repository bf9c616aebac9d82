"""Grading in this process, what speaks against a mutant, and what is wrong with a message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.assignment import Question
from autograder.verdict import CheckVerdict
from instructor.master import find
from instructor.verifying.engine import Graded, grade, source_of
from instructor.verifying.mutants import Mutant, imports, reference_answer
from instructor.verifying.mutation import against
from instructor.verifying.words import objections

LAB = find("lab")


def question(name: str) -> Question:
    return next(one for one in LAB.assignment.questions if one.name == name)


def graded(source: str, name: str = "detect_explosion") -> Graded:
    return grade([imports(LAB), source], question(name), source_of("test"))


REFERENCE = reference_answer(LAB, "detect_explosion")
FORGETFUL = REFERENCE.replace("return {", "print({").replace("> 1)}", "> 1)})")


def test_the_reference_answer_gets_full_marks_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert graded(REFERENCE).full_marks
    assert graded(FORGETFUL).failed == ("returns_report",)
    assert capsys.readouterr().out == ""


def test_the_same_label_draws_the_same_inputs() -> None:
    assert source_of("a") == source_of("a") != source_of("b")


def mutant(fate: str) -> Mutant:
    return Mutant(question("detect_explosion"), "lab", "a -> b", "", fate)


def test_a_mutant_that_keeps_full_marks_speaks_against_the_checks_unless_it_is_equivalent() -> None:
    alive = graded(REFERENCE)
    assert "keeps full marks" in against(mutant("nan_is_event"), alive)
    assert "keeps full marks" in against(mutant(""), alive)
    assert against(mutant("equivalent: it is the same"), alive) == ""


def test_a_mutant_must_die_by_the_check_that_is_meant_for_it() -> None:
    dead = graded(FORGETFUL)
    assert against(mutant("returns_report"), dead) == ""
    assert against(mutant(""), dead) == ""
    assert "it should fail healthy" in against(mutant("healthy"), dead)
    assert "declared equivalent (no)" in against(mutant("equivalent: no"), dead)


GOOD = CheckVerdict("q.c", "t", "failed", 0, 1, "hidden", " ".join(["word"] * 60))


@pytest.mark.parametrize(
    ("message", "objection"),
    [
        (" ".join(["word"] * 39), "39 words"),
        (" ".join(["word"] * 161), "161 words"),
        (GOOD.message + " Traceback (most recent call last)", "a traceback"),
        (GOOD.message + " array([1.0, 2.0])", "an array"),
        (GOOD.message + " /home/staff/secret", "a path"),
        (GOOD.message + " in autograder.hidden", "the name of a module"),
        (GOOD.message + " 1.5" * 25, "25 numbers"),
    ],
)
def test_a_bad_message_is_objected_to(message: str, objection: str) -> None:
    assert objection in " ".join(objections(replace(GOOD, message=message)))


def test_a_good_message_is_not_objected_to() -> None:
    assert objections(GOOD) == []
