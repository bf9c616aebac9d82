"""Grade so that what was earned is known after every question, whatever happens later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.grading import Grader
from autograder.submission import Submission
from autograder.unanswered import NO_CODE_RUN, verdict_so_far

Report = Callable[[dict[str, Any]], None]


def grade_step_by_step(grader: Grader, submission: Submission, report: Report) -> dict[str, Any]:
    """The verdict of `grader.grade`, reported before the first question, after each one, and when it is complete."""
    report(verdict_so_far(submission, grader.assignment, {}, NO_CODE_RUN, 0.0))
    verdict = grader.examine(submission, report).verdict
    report(verdict)
    return verdict
