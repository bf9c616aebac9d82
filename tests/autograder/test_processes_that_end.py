"""What becomes of a question whose process ends: tried again, passed over, told in words."""

from __future__ import annotations

import pytest
from played_processes import LIMITS, Children, answered, ended, kept, loaded, question

from autograder.record.recording import record
from autograder.sandbox.errors import ChildTimeout, FrameTooLarge


def test_a_call_whose_process_ended_is_tried_again_in_a_fresh_one() -> None:
    children = Children([loaded(0), answered(0, 0), ended()], [loaded(0), answered(0, 1), answered(0, 2)])
    evidence = record([question("a", 3)], children, LIMITS)
    assert children.started[1].plan["start"] == [0, 1]
    assert evidence.status == "graded"
    assert evidence.questions["a"] == kept([b"0.0", b"0.1", b"0.2"])
    assert evidence.observations == ["While a ran, its process ended (exit) and did not when it was tried again."]


def test_a_call_that_ends_its_process_twice_is_passed_over_and_those_after_it_are_asked() -> None:
    children = Children([loaded(0), answered(0, 0), ended()], [loaded(0), ended()], [loaded(0), answered(0, 2)])
    evidence = record([question("a", 3)], children, LIMITS)
    assert [child.plan["start"] for child in children.started] == [[0, 0], [0, 1], [0, 2]]
    assert evidence.status == "crashed"
    assert evidence.questions["a"] == kept(
        [b"0.0", None, b"0.2"],
        "Your code ended Python while it ran, as exit() or quit() do. Remove that call.",
    )
    assert evidence.observations == []


def test_after_two_crashes_a_question_is_not_asked_further() -> None:
    crash = [loaded(0), ended()]
    children = Children(crash, crash, crash, crash, [loaded(1), answered(1, 0)])
    evidence = record([question("a", 9), question("b", 1)], children, LIMITS)
    assert evidence.questions["a"].answers == [None] * 9
    assert evidence.questions["b"].answers == [b"1.0"]


def test_a_crash_at_the_last_call_goes_on_with_the_next_question() -> None:
    children = Children([loaded(0), ended()], [loaded(0), ended()], [loaded(1), answered(1, 0)])
    evidence = record([question("a", 1), question("b", 1)], children, LIMITS)
    assert evidence.questions["b"].answers == [b"1.0"]


def test_loading_that_ended_its_process_is_tried_again_before_the_calls_that_are_left() -> None:
    crash = [loaded(0), answered(0, 0), ended()]
    children = Children(crash, [ended()], [loaded(0), answered(0, 1)])
    evidence = record([question("a", 2)], children, LIMITS)
    assert [child.plan["start"] for child in children.started] == [[0, 0], [0, 1], [0, 1]]
    assert evidence.questions["a"] == kept([b"0.0", b"0.1"])


def test_loading_that_ends_its_process_twice_ends_its_question() -> None:
    children = Children([ended()], [ended()], [loaded(1), answered(1, 0)])
    evidence = record([question("a", 2), question("b", 1)], children, LIMITS)
    assert evidence.questions["a"].answers == [None, None]
    assert evidence.questions["b"].answers == [b"1.0"]


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        ("memory", "Your code used more memory than a laptop has to spare and was stopped."),
        ("cpu", "Your code used more processor time than is allowed and was stopped."),
        ("processes", "Your code started too many processes or threads and was stopped."),
        ("disk", "Your code wrote more files than is allowed and was stopped."),
        ("crash", "Python itself crashed while it ran your code."),
        ("exit", "Your code ended Python while it ran, as exit() or quit() do. Remove that call."),
    ],
)
def test_the_end_of_a_process_is_told_in_words(cause: str, sentence: str) -> None:
    evidence = record([question("a", 1)], Children([ended(cause)], [ended(cause)]), LIMITS)
    assert evidence.questions["a"].stopped == sentence


def test_a_timeout_is_not_overwritten_by_a_crash() -> None:
    evidence = record(
        [question("a", 1), question("b", 1)], Children([ChildTimeout("late")], [ended()], [ended()]), LIMITS
    )
    assert evidence.status == "timeout"


def test_a_frame_that_is_too_large_is_treated_like_a_crash() -> None:
    children = Children([loaded(0), FrameTooLarge("the child sent 900 MB")], [loaded(0), answered(0, 1)])
    evidence = record([question("a", 2)], children, LIMITS)
    assert evidence.questions["a"].answers == [None, b"0.1"]
    assert "900 MB" in evidence.observations[0]
