"""Judge what was recorded of one question."""

from __future__ import annotations

import math
import traceback
from collections.abc import Sequence
from typing import Any

from autograder.plan import PlannedQuestion
from autograder.record.evidence import Recorded
from autograder.registry import GradedCheck
from autograder.verdict import CheckVerdict, QuestionVerdict, State, earned
from gradlab.checking.calls import Answer, StudentError
from gradlab.checking.check import Check, Outcome
from gradlab.checking.draw import Source
from gradlab.checking.values import ValueFormatError

ASK_AGAIN = "This check is newer than the last run of your code, which has to be run once more before it can be judged."
OUR_ERROR = (
    "Something went wrong on our side, not in your answer. The teaching staff can see it and will grade this by hand."
)


def judge_question(
    planned: PlannedQuestion, recorded: Recorded, source: Source, observations: list[str]
) -> QuestionVerdict:
    """The verdict on one question; whatever a check of ours raises becomes an internal error and an observation."""
    state, note = planned.code.state, planned.code.note
    answers = [_answer(ask.as_bytes(), recorded) for ask in planned.asks]
    known = [answer for answer in answers if answer is not None]
    if state == "answered" and known and all(answer.not_started for answer in known):
        state, note = "not_started", "This part has not been started yet."
    if state != "answered":
        checks = [_verdict(graded, planned, "not_reached", 0.0, note) for graded in planned.checks]
        return QuestionVerdict(planned.question.title, state, note, tuple(checks))
    note = " ".join(text for text in (recorded.stopped, _load_note(recorded.load_error)) if text)
    return QuestionVerdict(
        planned.question.title, state, note, tuple(_judge_checks(planned, answers, source, observations))
    )


def _judge_checks(
    planned: PlannedQuestion, answers: Sequence[Answer | None], source: Source, observations: list[str]
) -> list[CheckVerdict]:
    verdicts: list[CheckVerdict] = []
    states: dict[Check, State] = {}
    for graded, places in zip(planned.checks, planned.places, strict=True):
        check = graded.check
        blocked = [needed for needed in check.needs if states[needed] != "passed"]
        if blocked:
            states[check] = "not_reached"
            ours = states[blocked[0]] == "internal_error"
            reason = "in which something went wrong on our side" if ours else "which has to hold first"
            message = f"Not looked at yet: it builds on \u201c{blocked[0].title}\u201d, {reason}."
            verdicts.append(_verdict(graded, planned, "not_reached", 0.0, message))
            continue
        own = [answer for place in places if (answer := answers[place]) is not None]
        if len(own) < len(places):
            states[check] = "internal_error"
            verdicts.append(_verdict(graded, planned, "internal_error", 0.0, ASK_AGAIN))
            continue
        outcome = _outcome(graded, planned, own, source, observations)
        if outcome is None:
            states[check] = "internal_error"
            verdicts.append(_verdict(graded, planned, "internal_error", 0.0, OUR_ERROR))
            continue
        states[check] = "passed" if outcome.passed else "failed"
        verdicts.append(
            _verdict(graded, planned, states[check], outcome.score, outcome.message, json_ready(outcome.measured))
        )
    return verdicts


def _outcome(
    graded: GradedCheck, planned: PlannedQuestion, answers: list[Answer], source: Source, observations: list[str]
) -> Outcome | None:
    name = f"{planned.question.name}.{graded.check.name}"
    try:
        return graded.check.judge(source.draw(planned.question.name, graded.check.name), answers)
    except Exception:  # whatever a check of ours does wrong must not cost the student the other checks
        observations.append(f"Internal error in check {name}: {traceback.format_exc(limit=-3)}"[:2000])
        return None


def _answer(ask: bytes, recorded: Recorded) -> Answer | None:
    """The answer to what a check asks; None when that was not asked when the code ran."""
    if not recorded.was_asked(ask):
        return None
    data = recorded.answer_to(ask)
    if data is None:
        return Answer(error=StudentError("", recorded.stopped or "Your code gave no answer."))
    try:
        return Answer.from_bytes(data)
    except ValueFormatError as error:
        return Answer(error=StudentError("", f"What your function returned cannot be read: {error}."))


def _load_note(load_error: str) -> str:
    return f"While the code of this part was loaded: {load_error}" if load_error else ""


def _verdict(
    graded: GradedCheck,
    planned: PlannedQuestion,
    state: State,
    fraction: float,
    message: str,
    measured: dict[str, Any] | None = None,
) -> CheckVerdict:
    points = graded.entry.points
    return CheckVerdict(
        id=f"{planned.question.name}.{graded.check.name}",
        title=graded.check.title,
        state=state,
        score=earned(points, state, fraction),
        max_score=points,
        visibility=graded.entry.visibility,
        message=message,
        measured=measured or {},
        share=max(0.0, float(fraction)),
    )


def json_ready(value: Any) -> Any:
    """Plain JSON: NumPy numbers as Python's, and None for a number that JSON does not know (NaN, Inf)."""
    if isinstance(value, dict):
        return {str(key): json_ready(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_ready(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
