"""When each question is handed over to whoever judges it."""

from __future__ import annotations

import time

import pytest
from played_processes import LIMITS, Children, answered, ended, loaded, question

from autograder.assignment import TimeLimits
from autograder.record.evidence import Recorded
from autograder.record.recording import record


def test_each_question_is_handed_over_once_it_is_complete_and_the_last_when_its_process_is_gone() -> None:
    children = Children([loaded(1), answered(1, 0), loaded(2), answered(2, 0), ended(), ended()], [loaded(2), ended()])
    questions = [question("a", 1, "missing"), question("b", 1), question("c", 2), question("d", 1, "missing")]
    happened: list[tuple[str, list[bytes | None], int]] = []

    def done(name: str, recorded: Recorded) -> None:
        happened.append((name, list(recorded.answers), sum(len(child.steps) for child in children.started)))

    evidence = record(questions, children, LIMITS, done)
    assert happened == [
        ("a", [None], 0),
        ("b", [b"1.0"], 4),
        ("c", [b"2.0", None], 1),
        ("d", [None], 1),
    ]
    assert {name: one.answers for name, one in evidence.questions.items()} == {
        name: found for name, found, _ in happened
    }


def test_questions_that_were_not_reached_are_handed_over_too() -> None:
    names: list[str] = []
    limits = TimeLimits(cell=5.0, question=7.0, submission=0.0)
    evidence = record([question("a", 1), question("b", 1)], Children(), limits, lambda name, _: names.append(name))
    assert names == ["a", "b"]
    assert evidence.status == "timeout"


def test_the_time_of_whoever_takes_a_question_is_not_counted() -> None:
    children = Children([loaded(0), answered(0, 0), loaded(1), answered(1, 0)])
    limits = TimeLimits(cell=0.4, question=0.4, submission=0.4)
    evidence = record([question("a", 1), question("b", 1)], children, limits, lambda *_: time.sleep(0.5))
    assert evidence.status == "graded"
    assert min(children.started[0].timeouts) > 0.2


def test_an_error_of_whoever_takes_a_question_ends_the_recording() -> None:
    def done(name: str, _: Recorded) -> None:
        raise RuntimeError(name)

    children = Children([loaded(0), answered(0, 0), loaded(1), answered(1, 0)])
    with pytest.raises(RuntimeError, match=r"^a$"):
        record([question("a", 1), question("b", 1)], children, LIMITS, done)
    assert len(children.started[0].steps) == 2
