"""Verdicts on submissions of which no answer was judged: there is no notebook in them, or we failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.assignment import Assignment
from autograder.submission import Submission
from autograder.verdict import Status, verdict_data

OUR_FAILURE = "The grader failed on this submission. That is our error; it is not graded yet."


def verdict_of_our_failure(
    submission: Submission, assignment: Assignment, reason: str, seconds: float
) -> dict[str, Any]:
    """The verdict where something of ours failed; the reason is for the staff."""
    return verdict_without_answers(submission, assignment, "error", OUR_FAILURE, [reason], seconds)


def verdict_without_answers(
    submission: Submission,
    assignment: Assignment,
    status: Status,
    detail: str,
    observations: Sequence[str],
    seconds: float,
) -> dict[str, Any]:
    """No points, every check with `detail` for its message; an error of ours where `status` is error."""
    state = "internal_error" if status == "error" else "not_reached"
    questions = {
        question.name: {
            "title": question.title,
            "score": 0.0,
            "max_score": question.points,
            "state": "missing",
            "note": detail,
            "checks": [
                {
                    "id": f"{question.name}.{entry.name}",
                    "title": entry.name.replace("_", " ").capitalize(),
                    "state": state,
                    "score": 0.0,
                    "max_score": entry.points,
                    "visibility": entry.visibility,
                    "message": detail,
                    "measured": {},
                }
                for entry in question.checks
            ],
        }
        for question in assignment.questions
    }
    return verdict_data(
        submission=submission.name,
        sha256=submission.sha256,
        assignment=assignment.name,
        status=status,
        detail=detail,
        questions=questions,
        observations=list(observations),
        isolation="no code was run",
        seconds=seconds,
    )
