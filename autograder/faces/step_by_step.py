"""Grade one question after the other, so that what was earned is known whatever happens later."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

from autograder.assignment import Question
from autograder.grading import Grader
from autograder.submission import Submission
from autograder.verdict import CheckVerdict, QuestionVerdict, verdict_data

WAITING = (
    "This part was not graded, because grading ended before its turn. That is not your fault; ask your teaching staff."
)
_STRONGEST = ("error", "timeout", "crashed", "graded")  # the whole is called after the first of these that occurs

Report = Callable[[dict[str, Any]], None]


def grade_step_by_step(grader: Grader, submission: Submission, report: Report) -> dict[str, Any]:
    """The verdict of `grader.grade`, reported before the first question and again after each one.

    Each question is graded as an assignment of its own: the same code on the same inputs, in processes of its own. In
    a report, questions that were not graded yet have checks in the state internal_error, so that nobody takes them for
    wrong answers. The time limit for the submission counts over all questions together.
    """
    began = time.monotonic()
    verdict = _waiting(grader, submission)
    report(verdict)
    parts: list[dict[str, Any]] = []
    for question in grader.assignment.questions:
        left = grader.assignment.limits.submission - (time.monotonic() - began)
        limits = dataclasses.replace(grader.assignment.limits, submission=max(left, 0.0))
        assignment = dataclasses.replace(grader.assignment, questions=(question,), limits=limits)
        part = dataclasses.replace(grader, assignment=assignment).grade(submission)
        if part["status"] == "unreadable":
            verdict = grader.grade(submission)
            report(verdict)
            return verdict
        parts.append(part)
        verdict = _together(verdict, parts, time.monotonic() - began)
        report(verdict)
    return verdict


def _waiting(grader: Grader, submission: Submission) -> dict[str, Any]:
    return verdict_data(
        submission=submission.name,
        sha256=submission.sha256,
        assignment=grader.assignment.name,
        status="error",
        detail="Grading was interrupted. The points below are those of the parts that were graded before.",
        questions={question.name: _waiting_question(question) for question in grader.assignment.questions},
        observations=[],
        isolation="no code was run",
        seconds=0.0,
    )


def _waiting_question(question: Question) -> dict[str, Any]:
    checks = tuple(
        CheckVerdict(
            id=f"{question.name}.{entry.name}",
            title=entry.name.replace("_", " ").capitalize(),
            state="internal_error",
            score=0.0,
            max_score=entry.points,
            visibility=entry.visibility,
            message=WAITING,
        )
        for entry in question.checks
    )
    return QuestionVerdict(question.title, "answered", WAITING, checks).as_data()


def _together(verdict: dict[str, Any], parts: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """`verdict` with the questions of the latest part; the status of the whole once every question is there."""
    questions = verdict["questions"] | parts[-1]["questions"]
    done = len(parts) == len(questions)
    worst = min(parts, key=lambda part: _STRONGEST.index(part["status"]))
    failed = all(part["status"] == "error" for part in parts)
    ended = worst if failed or worst["status"] != "error" else _without_errors(parts)
    isolation = next((part["isolation"] for part in parts if "no code" not in part["isolation"]), "no code was run")
    return verdict | {
        "status": ended["status"] if done else verdict["status"],
        "detail": ended["detail"] if done else verdict["detail"],
        "score": round(sum(question["score"] for question in questions.values()), 2),
        "isolation": isolation,
        "seconds": round(seconds, 2),
        "questions": questions,
        "observations": [text for part in parts for text in part["observations"]],
    }


def _without_errors(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """An error of ours in one question is said there; the submission as a whole was graded."""
    rest = [part for part in parts if part["status"] != "error"]
    return min(rest, key=lambda part: _STRONGEST.index(part["status"]))
