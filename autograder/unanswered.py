"""Verdicts on submissions of which not every answer was judged: there is no notebook in them, we failed, or it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.assignment import Assignment, Question
from autograder.submission import Submission
from autograder.verdict import CheckVerdict, QuestionVerdict, State, Status, verdict_data

OUR_FAILURE = "The grader failed on this submission. That is our error; it is not graded yet."
INTERRUPTED = "Grading was interrupted. The points below are those of the parts that were graded before."
WAITING = (
    "This part was not graded, because grading ended before its turn. That is not your fault; ask your teaching staff."
)
NO_CODE_RUN = "no code was run"

Judged = Mapping[str, dict[str, Any]]
"""The verdicts on questions that were judged, by name."""


def verdict_so_far(
    submission: Submission, assignment: Assignment, judged: Judged, isolation: str, seconds: float
) -> dict[str, Any]:
    """The verdict while grading goes on. What waits is in the state internal_error, so that nobody takes it for wrong."""
    waiting = {one.name: _all_checks(one, "internal_error", "answered", WAITING) for one in assignment.questions}
    return verdict_data(
        submission=submission.name,
        sha256=submission.sha256,
        assignment=assignment.name,
        status="error",
        detail=INTERRUPTED,
        questions={**waiting, **judged},
        observations=[],
        isolation=isolation,
        seconds=seconds,
    )


def verdict_of_our_failure(
    submission: Submission,
    assignment: Assignment,
    reason: str,
    seconds: float,
    judged: Judged | None = None,
    isolation: str = NO_CODE_RUN,
) -> dict[str, Any]:
    """The verdict where something of ours failed; the reason is for the staff. What was judged before stands."""
    return verdict_without_answers(submission, assignment, "error", OUR_FAILURE, [reason], seconds, judged, isolation)


def verdict_without_answers(
    submission: Submission,
    assignment: Assignment,
    status: Status,
    detail: str,
    observations: Sequence[str],
    seconds: float,
    judged: Judged | None = None,
    isolation: str = NO_CODE_RUN,
) -> dict[str, Any]:
    """No points, every check with `detail` for its message, except of `judged`; an error of ours where `status` is error."""
    state: State = "internal_error" if status == "error" else "not_reached"
    return verdict_data(
        submission=submission.name,
        sha256=submission.sha256,
        assignment=assignment.name,
        status=status,
        detail=detail,
        questions={one.name: _all_checks(one, state, "missing", detail) for one in assignment.questions}
        | dict(judged or {}),
        observations=list(observations),
        isolation=isolation,
        seconds=seconds,
    )


def _all_checks(question: Question, state: State, answer: str, words: str) -> dict[str, Any]:
    checks = tuple(
        CheckVerdict(
            id=f"{question.name}.{entry.name}",
            title=entry.name.replace("_", " ").capitalize(),
            state=state,
            score=0.0,
            max_score=entry.points,
            visibility=entry.visibility,
            message=words,
        )
        for entry in question.checks
    )
    return QuestionVerdict(question.title, answer, words, checks).as_data()
