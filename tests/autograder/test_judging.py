from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from autograder.assignment import CheckEntry, Question
from autograder.judge.judging import ASK_AGAIN, OUR_ERROR, json_ready, judge_question
from autograder.plan import PlannedQuestion
from autograder.record.evidence import Recorded, mark_of
from autograder.registry import GradedCheck
from autograder.verdict import CheckVerdict, QuestionVerdict, verdict_data
from gradlab.checking.calls import Answer, Call, StudentError
from gradlab.checking.check import Check, Judging, check, failed, passed
from gradlab.checking.draw import Draw, Source
from gradlab.reading.answer_code import AnswerCode

SOURCE = Source.of(b"secret", "0")
FIVE = Answer(5).as_bytes()


@check("It gives five")
def five(draw: Draw) -> Judging:
    (answer,) = yield [Call("nothing", (0,))]
    if answer.value == 5:
        return passed("Five.", {"value": np.float64(5.0), "bad": math.nan})
    return failed(did="We called.", got="Not five.", must="Five.", next_step="Count.", score=0.25)


@check("It gives a multiple", needs=[five])
def multiple(draw: Draw) -> Judging:
    (answer,) = yield [Call("nothing", (1,))]
    return passed("Yes.") if answer.value % 5 == 0 else failed(did="", got="", must="", next_step="No.")


@check("It is our mistake")
def mistake(draw: Draw) -> Judging:
    yield [Call("nothing", (2,))]
    raise KeyError("a bug of ours")


@check("It builds on our mistake", needs=[mistake])
def upon_mistake(draw: Draw) -> Judging:
    yield [Call("nothing", (3,))]
    return passed("Yes.")


@check("It returns no outcome")
def no_outcome(draw: Draw) -> Judging:
    yield [Call("nothing", (4,))]
    return None  # type: ignore[return-value]


def planned(*checks: Check, state: Any = "answered", note: str = "") -> PlannedQuestion:
    entries = [CheckEntry(one.name, 3.0, "hidden") for one in checks]
    question = Question("clip", "Clip", "clip", tuple(entries))
    graded = tuple(GradedCheck(entry, one) for entry, one in zip(entries, checks, strict=True))
    asks = tuple(ask for one in checks for ask in one.asks(SOURCE.draw("clip", one.name)))
    return PlannedQuestion(
        question, AnswerCode(state, note=note), graded, asks, tuple((i,) for i in range(len(checks)))
    )


def judged(*checks: Check, answers: list[bytes | None], **recorded: Any) -> tuple[QuestionVerdict, list[str]]:
    observations: list[str] = []
    plan = planned(*checks)
    record = Recorded(answers, asks=[mark_of(ask.as_bytes()) for ask in plan.asks], **recorded)
    return judge_question(plan, record, SOURCE, observations), observations


def test_a_right_answer_gets_all_points_and_its_measurements_are_plain_json() -> None:
    found, observations = judged(five, multiple, answers=[FIVE, FIVE])
    assert (found.state, found.note, found.score, found.max_score) == ("answered", "", 6.0, 6.0)
    assert observations == []
    first = found.checks[0]
    assert first == CheckVerdict(
        "clip.five", "It gives five", "passed", 3.0, 3.0, "hidden", "Five.", {"value": 5.0, "bad": None}, 1.0
    )
    assert json.loads(json.dumps(found.as_data())) == found.as_data()


def test_a_part_of_the_points_is_rounded_to_cents_and_what_builds_on_it_is_not_reached() -> None:
    found, _ = judged(five, multiple, answers=[Answer(4).as_bytes(), FIVE])
    assert [(one.state, one.score) for one in found.checks] == [("failed", 0.75), ("not_reached", 0.0)]
    assert (
        found.checks[1].message == "Not looked at yet: it builds on \u201cIt gives five\u201d, which has to hold first."
    )


def test_a_check_whose_question_was_never_asked_waits_for_another_run() -> None:
    plan = planned(five, multiple)
    record = Recorded([FIVE], asks=[mark_of(plan.asks[0].as_bytes())])
    found = judge_question(plan, record, SOURCE, [])
    assert [one.state for one in found.checks] == ["passed", "internal_error"]
    assert found.checks[1].message == ASK_AGAIN


def test_an_error_of_ours_stays_with_its_check_and_is_reported() -> None:
    found, observations = judged(mistake, upon_mistake, five, no_outcome, answers=[FIVE] * 4)
    assert [one.state for one in found.checks] == ["internal_error", "not_reached", "passed", "internal_error"]
    assert found.checks[0].message == OUR_ERROR
    assert found.score == 3.0
    assert observations[0].startswith("Internal error in check clip.mistake: ")
    assert "a bug of ours" in observations[0]
    assert "has to yield once and then return an Outcome" in observations[1]


def test_what_builds_on_an_error_of_ours_does_not_blame_the_student() -> None:
    found, _ = judged(mistake, upon_mistake, answers=[FIVE, FIVE])
    assert found.checks[1].message == (
        "Not looked at yet: it builds on \u201cIt is our mistake\u201d, in which something went wrong on our side."
    )


def test_a_missing_answer_says_why_the_code_was_stopped() -> None:
    found, _ = judged(five, answers=[None], stopped="Your code was stopped.")
    assert found.note == "Your code was stopped."
    assert found.checks[0].message == (
        "We called your function with nothing.\n\nYour code was stopped.\n\nIt has to return a result for this input.\n\n"
        "Run the same call in a new cell of your notebook and look at the first line that fails."
    )


def test_a_missing_answer_without_a_reason_is_said_to_be_none() -> None:
    found, _ = judged(five, answers=[None])
    assert "Your code gave no answer." in found.checks[0].message


@pytest.mark.parametrize("data", [b"", b"junk", b"\xff" * 40])
def test_an_answer_that_cannot_be_read_fails_its_check_in_words(data: bytes) -> None:
    found, observations = judged(five, answers=[data])
    assert found.checks[0].state == "failed"
    assert "What your function returned cannot be read: " in found.checks[0].message
    assert observations == []


def test_an_error_of_the_students_is_told_in_its_own_words() -> None:
    error = Answer(error=StudentError("ValueError", "bad shape", "x = f(y)")).as_bytes()
    found, _ = judged(five, answers=[error])
    assert "Your code stopped with ValueError at the line `x = f(y)`: bad shape." in found.checks[0].message


def test_when_every_call_meets_the_stub_the_question_is_not_started() -> None:
    stub = Answer(error=StudentError("NotImplementedError", "")).as_bytes()
    found, _ = judged(five, multiple, answers=[stub, stub])
    assert (found.state, found.note, found.score) == ("not_started", "This part has not been started yet.", 0.0)
    assert {one.state for one in found.checks} == {"not_reached"}


def test_one_stub_among_answers_is_a_failure() -> None:
    stub = Answer(error=StudentError("NotImplementedError", "")).as_bytes()
    assert judged(five, multiple, answers=[FIVE, stub])[0].state == "answered"


@pytest.mark.parametrize("state", ["missing", "broken", "not_started"])
def test_a_question_without_an_answer_has_its_note_at_every_check(state: str) -> None:
    found = judge_question(planned(five, state=state, note="Why."), Recorded([None]), SOURCE, [])
    assert (found.state, found.note, found.score, found.max_score) == (state, "Why.", 0.0, 3.0)
    assert [(one.state, one.message) for one in found.checks] == [("not_reached", "Why.")]


def test_an_error_while_loading_is_a_note_and_costs_nothing_by_itself() -> None:
    found, _ = judged(five, answers=[FIVE], load_error="Your code stopped with NameError.")
    assert found.note == "While the code of this part was loaded: Your code stopped with NameError."
    assert found.score == 3.0


def test_json_ready_turns_numpy_and_what_json_lacks_into_plain_values() -> None:
    value = {1: (np.int64(2), np.float32(0.5)), "x": [math.inf, -math.inf, math.nan, True, None, "t"]}
    assert json_ready(value) == {"1": [2, 0.5], "x": [None, None, None, True, None, "t"]}


def test_the_score_of_a_submission_is_that_of_its_questions() -> None:
    found = verdict_data(
        submission="a",
        sha256="",
        assignment="lab",
        status="graded",
        detail="",
        questions={"a": {"score": 0.1, "max_score": 1.0}, "b": {"score": 0.2, "max_score": 2.0}},
        observations=[],
        isolation="",
        seconds=1.23456,
    )
    assert (found["score"], found["max_score"], found["seconds"]) == (0.3, 3.0, 1.23)
