"""Verdicts as the grader gives them, small enough to read."""

from __future__ import annotations

from typing import Any

from autograder.verdict import CheckVerdict, QuestionVerdict, verdict_data


def check(name: str = "limit", **changes: Any) -> CheckVerdict:
    given: dict[str, Any] = {
        "id": f"clip_gradients.{name}",
        "title": "No gradient is longer than the limit",
        "state": "passed",
        "score": 3.0,
        "max_score": 3.0,
        "visibility": "public",
        "message": "Right.",
        "measured": {},
    }
    return CheckVerdict(**(given | changes))


def verdict(*checks: CheckVerdict, state: str = "answered", note: str = "", **changes: Any) -> dict[str, Any]:
    """One question, `clip_gradients`, with these checks."""
    question = QuestionVerdict("Clip each gradient", state, note, checks or (check(),)).as_data()
    given: dict[str, Any] = {
        "submission": "alice.ipynb",
        "sha256": "ab" * 32,
        "assignment": "lab",
        "status": "graded",
        "detail": "",
        "questions": {"clip_gradients": question},
        "observations": [],
        "isolation": "uid, seccomp",
        "seconds": 1.5,
    }
    return verdict_data(**(given | changes))
