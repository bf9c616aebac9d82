"""Judge kept evidence by today's checks, only those questions whose verdict may have changed. Runs nobody's code."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.assignment import Assignment, Question
from autograder.errors import UnreadableSubmission
from autograder.grading import verdict_on
from autograder.plans_and_judges import PlansAndJudges
from autograder.record.evidence import Evidence, Recorded
from autograder.sandbox.errors import SandboxError
from autograder.submission import Submission
from autograder.trusted import Case, TrustedStepFailed
from autograder.unanswered import verdict_of_our_failure, verdict_without_answers
from autograder.verdict import verdict_data, with_points
from gradlab.checking.values import ValueFormatError

Kept = Mapping[str, Mapping[str, Any]]
"""Verdicts on questions that still hold but for their points and titles, by name."""


def judge_again(
    submission: Submission,
    assignment: Assignment,
    secret: bytes,
    evidence: bytes,
    isolation: str,
    kept: Kept,
    judge: PlansAndJudges,
) -> dict[str, Any]:
    """The verdict on `evidence`; what is in `kept` is taken from there and not judged."""
    began = time.monotonic()
    to_judge = tuple(one for one in assignment.questions if one.name not in kept)
    try:
        recorded = Evidence.from_bytes(evidence)
        if to_judge:
            judge.plan(Case(submission, replace(assignment, questions=to_judge), secret))
        questions = {
            one.name: _today(one, kept[one.name])
            if one.name in kept
            else judge.judge(one.name, recorded.questions.get(one.name, Recorded([])))  # new since it was recorded
            for one in assignment.questions
        }
    except UnreadableSubmission as error:
        seconds = time.monotonic() - began
        return verdict_without_answers(submission, assignment, "unreadable", str(error), [], seconds)
    except (TrustedStepFailed, SandboxError, ValueFormatError) as error:
        return verdict_of_our_failure(submission, assignment, str(error), time.monotonic() - began)
    return verdict_on(submission, assignment, recorded, questions, isolation, time.monotonic() - began)


def points_again(verdict: Mapping[str, Any], assignment: Assignment) -> dict[str, Any]:
    """An earlier verdict with today's points and titles, where all its questions still hold."""
    questions = {one.name: _today(one, verdict["questions"][one.name]) for one in assignment.questions}
    own = set().union(*(one.get("observations", []) for one in questions.values()))
    return {
        **verdict,
        **verdict_data(
            submission=verdict["submission"],
            sha256=verdict["sha256"],
            assignment=assignment.name,
            status=verdict["status"],
            detail=verdict["detail"],
            questions=questions,
            observations=[text for text in verdict["observations"] if text not in own],
            isolation=verdict["isolation"],
            seconds=verdict["seconds"],
        ),
    }


def _today(question: Question, verdict: Mapping[str, Any]) -> dict[str, Any]:
    points = {f"{question.name}.{entry.name}": entry.points for entry in question.checks}
    return with_points(verdict, question.title, points)
