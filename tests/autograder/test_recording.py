"""What is recorded of answers that come back: order, time limits, what is passed over."""

from __future__ import annotations

import time
from typing import Any

from played_processes import LIMITS, Children, Step, answered, ended, kept, loaded, question

from autograder.assignment import TimeLimits
from autograder.record.evidence import Evidence
from autograder.record.recording import record
from autograder.record.worker import LOADED
from autograder.sandbox.errors import ChildTimeout
from gradlab.checking.values import encode


def test_every_answer_is_recorded_in_its_place() -> None:
    children = Children([loaded(0), answered(0, 0), answered(0, 1), loaded(1, "careful"), answered(1, 0)])
    evidence = record([question("a", 2), question("b", 1)], children, LIMITS)
    assert evidence == Evidence({"a": kept([b"0.0", b"0.1"]), "b": kept([b"1.0"], load_error="careful")})


def test_questions_that_are_not_answered_start_no_process() -> None:
    evidence = record([question("a", 2, "missing"), question("b", 1, "not_started")], Children(), LIMITS)
    assert evidence == Evidence({"a": kept([None, None]), "b": kept([None])})


def test_questions_that_are_not_answered_are_passed_over() -> None:
    children = Children([loaded(1), answered(1, 0)])
    questions = [question("a", 1, "broken"), question("b", 1), question("c", 1, "missing")]
    evidence = record(questions, children, LIMITS)
    assert evidence.questions["b"].answers == [b"1.0"]
    assert children.started[0].plan["start"] == [1, 0]


def test_each_process_gets_a_mark_of_its_own() -> None:
    children = Children([ended()], [ended()], [loaded(1), answered(1, 0)])
    record([question("a", 1), question("b", 1)], children, LIMITS)
    nonces = {child.plan["nonce"] for child in children.started}
    assert len(nonces) == 3
    assert {len(nonce) for nonce in nonces} == {32}


def test_loading_has_the_limit_of_a_cell_and_asking_that_of_a_question() -> None:
    children = Children([loaded(0), answered(0, 0)])
    record([question("a", 1)], children, LIMITS)
    first, second = children.started[0].timeouts
    assert 4.5 < first <= 5
    assert 6.5 < second <= 7


def test_an_endless_cell_stops_its_question_and_the_next_one_is_asked() -> None:
    children = Children([ChildTimeout("late")], [loaded(1), answered(1, 0)])
    evidence = record([question("a", 2), question("b", 1)], children, LIMITS)
    assert evidence.status == "timeout"
    assert evidence.questions["a"] == kept(
        [None, None],
        "Your code was stopped: loading your code took longer than 5 seconds. Look for a loop that does not end, or for"
        " training inside the function.",
    )
    assert evidence.questions["b"] == kept([b"1.0"])


def test_an_endless_call_keeps_the_answers_before_it() -> None:
    children = Children([loaded(0), answered(0, 0), ChildTimeout("late")])
    evidence = record([question("a", 3)], children, LIMITS)
    assert evidence.questions["a"].answers == [b"0.0", None, None]
    assert evidence.questions["a"].stopped.startswith("Your code was stopped: this part took longer than 7 seconds.")


def test_when_the_time_of_the_submission_is_over_the_rest_says_so() -> None:
    def late(plan: dict[str, Any]) -> bytes:
        time.sleep(0.03)
        raise ChildTimeout("late")

    limits = TimeLimits(cell=5, question=7, submission=0.02)
    evidence = record([question("a", 1), question("b", 1)], Children([late]), limits)
    sentence = "There was no time left: all parts together took longer than 0.02 seconds."
    assert [one.stopped for one in evidence.questions.values()] == [sentence, sentence]
    assert evidence.status == "timeout"


def test_files_that_were_opened_outside_are_told_to_the_staff_once() -> None:
    def opening(ask: int, *paths: Any) -> Step:
        content = encode("") if ask == LOADED else b"1"
        return lambda plan: encode([plan["nonce"], 0, ask, content, list(paths)])

    children = Children([opening(LOADED, "/a", 5, "/b"), opening(0, "/a"), opening(1, *map(str, range(99)), "x" * 999)])
    evidence = record([question("a", 2)], children, LIMITS)
    assert evidence.observations == [
        "While a ran, its process was asked to open files outside its folder: /a, /b.",
        "While a ran, its process was asked to open files outside its folder: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9.",
    ]
    assert evidence.status == "graded"


def test_a_load_error_that_is_no_text_or_too_long_is_cut() -> None:
    script = [
        lambda plan: encode([plan["nonce"], 0, LOADED, encode(5), []]),
        answered(0, 0),
        loaded(1, "x" * 3_000),
        answered(1, 0),
    ]
    evidence = record([question("a", 1), question("b", 1)], Children(script), LIMITS)
    assert evidence.questions["a"].load_error == ""
    assert evidence.questions["b"].load_error == "x" * 600
