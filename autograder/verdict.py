"""A verdict: what every face says, as plain data (the format of NAME.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

State = Literal["passed", "failed", "not_reached", "internal_error"]
Status = Literal["graded", "timeout", "crashed", "unreadable", "error"]


@dataclass(frozen=True)
class CheckVerdict:
    """One check: its state, its points, and the words for the student; `share` is what it earned of them, 0 to 1."""

    id: str
    title: str
    state: State
    score: float
    max_score: float
    visibility: str
    message: str
    measured: dict[str, Any] = field(default_factory=dict)
    share: float = 0.0


@dataclass(frozen=True)
class QuestionVerdict:
    """One question; `state` tells whether there was an answer to judge, `note` what to say about that."""

    title: str
    state: str
    note: str
    checks: tuple[CheckVerdict, ...]

    @property
    def score(self) -> float:
        return round(sum(check.score for check in self.checks), 2)

    @property
    def max_score(self) -> float:
        return sum(check.max_score for check in self.checks)

    def as_data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "title": self.title,
            "score": self.score,
            "max_score": self.max_score,
            "state": self.state,
            "note": self.note,
            "checks": [asdict(check) for check in self.checks],
        }


def earned(points: float, state: State, share: float) -> float:
    """The points of a check."""
    return points if state == "passed" else round(points * max(0.0, share), 2)


def with_points(question: Mapping[str, Any], title: str, points: Mapping[str, float]) -> dict[str, Any]:
    """The verdict on a question, as data, with another title and other points for its checks (by id); nothing is judged."""
    checks = tuple(
        CheckVerdict(
            **{**one, "score": earned(points[one["id"]], one["state"], one["share"]), "max_score": points[one["id"]]}
        )
        for one in question["checks"]
    )
    return {**question, **QuestionVerdict(title, question["state"], question["note"], checks).as_data()}


def verdict_data(
    *,
    submission: str,
    sha256: str,
    assignment: str,
    status: Status,
    detail: str,
    questions: dict[str, dict[str, Any]],
    observations: list[str],
    isolation: str,
    seconds: float,
) -> dict[str, Any]:
    """The verdict on one submission, ready for JSON; what was observed at single questions is added to `observations`."""
    return {
        "submission": submission,
        "sha256": sha256,
        "assignment": assignment,
        "status": status,
        "detail": detail,
        "score": round(sum(question["score"] for question in questions.values()), 2),
        "max_score": sum(question["max_score"] for question in questions.values()),
        "isolation": isolation,
        "seconds": round(seconds, 2),
        "questions": questions,
        "observations": [
            *observations,
            *(text for question in questions.values() for text in question.get("observations", [])),
        ],
    }
