"""What a class did, counted from its verdicts: score distribution, questions, checks, troubles."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.faces.plain_text import number_or_nan

Verdict = Mapping[str, Any]

STATES = ("passed", "failed", "not_reached", "internal_error")
_WITH_SCORE = ("graded", "timeout", "crashed")


@dataclass(frozen=True)
class Histogram:
    """Counts between `edges` (one more than counts); values beyond an end are counted in the end's bin."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """How many submissions there are, how many have a score, and the mean and median of those (NaN without any)."""

    submissions: int
    scored: int
    mean: float
    median: float
    max_score: float


@dataclass
class QuestionCount:
    """One question over the class; `mean` is over the submissions that hold a score for it."""

    title: str
    max_score: float
    scores: list[float] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores) if self.scores else math.nan

    @property
    def share(self) -> float:
        return self.mean / self.max_score if self.max_score > 0 else math.nan

    @property
    def full(self) -> int:
        return sum(score >= self.max_score - 1e-9 for score in self.scores)

    def having(self, *states: str) -> int:
        """Count the submissions in which this question is in one of `states`."""
        return sum(state in states for state in self.states)


@dataclass
class CheckCount:
    """One check over the class: how often it ended in each state."""

    id: str
    question: str
    title: str
    hidden: bool
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))

    @property
    def pass_rate(self) -> float:
        """Share passed among the submissions that reached this check and were judged; NaN when none did."""
        judged = self.counts["passed"] + self.counts["failed"]
        return self.counts["passed"] / judged if judged else math.nan


def summary(verdicts: Sequence[Verdict]) -> Summary:
    """Summarise the scores; unreadable files and errors of ours have no score that says anything."""
    scores = [score for verdict in scored(verdicts) if math.isfinite(score := number_or_nan(verdict.get("score")))]
    most = max((number_or_nan(verdict.get("max_score")) for verdict in verdicts), default=math.nan)
    mean, median = (statistics.fmean(scores), statistics.median(scores)) if scores else (math.nan, math.nan)
    return Summary(len(verdicts), len(scores), mean, median, most)


def scored(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts whose score is a result of the student's work."""
    return [verdict for verdict in verdicts if verdict.get("status") in _WITH_SCORE]


def score_histogram(verdicts: Sequence[Verdict]) -> Histogram:
    """Count scores in ten equal parts of the maximum score; the last part includes the maximum."""
    shares = []
    for verdict in scored(verdicts):
        most = number_or_nan(verdict.get("max_score"))
        shares.append(100 * number_or_nan(verdict.get("score")) / most if most > 0 else math.nan)
    edges = tuple(10.0 * step for step in range(11))
    labels = tuple(f"{low} to {'below ' if low < 90 else ''}{low + 10} %" for low in range(0, 100, 10))
    return histogram(shares, edges, labels)


def question_counts(verdicts: Sequence[Verdict]) -> dict[str, QuestionCount]:
    """Count every question, in the order in which the verdicts first name it."""
    found: dict[str, QuestionCount] = {}
    for verdict in scored(verdicts):
        for name, part in verdict.get("questions", {}).items():
            row = found.setdefault(name, QuestionCount(str(part["title"]), number_or_nan(part.get("max_score"))))
            row.states.append(str(part.get("state")))
            if math.isfinite(score := number_or_nan(part.get("score"))):
                row.scores.append(score)
    return found


def check_counts(verdicts: Sequence[Verdict]) -> list[CheckCount]:
    """Count the states of every check, in the order in which the verdicts first name it."""
    found: dict[str, CheckCount] = {}
    for verdict in verdicts:
        for part in verdict.get("questions", {}).values():
            for check in part.get("checks", []):
                hidden = check.get("visibility") == "hidden"
                row = found.setdefault(
                    check["id"], CheckCount(check["id"], str(part["title"]), str(check["title"]), hidden)
                )
                state = check.get("state")
                row.counts[state if state in STATES else "internal_error"] += 1
    return list(found.values())


def internal_errors(verdict: Verdict) -> list[str]:
    """Return the titles of the checks of one verdict that ended in an error of ours."""
    checks = [check for part in verdict.get("questions", {}).values() for check in part.get("checks", [])]
    return [str(check["title"]) for check in checks if check.get("state") == "internal_error"]


def histogram(values: Sequence[float], edges: tuple[float, ...], labels: tuple[str, ...]) -> Histogram:
    """Count the values between the edges; NaN is left out."""
    counts = [0] * (len(edges) - 1)
    for value in values:
        if not math.isnan(value):
            counts[min(max(sum(value >= edge for edge in edges) - 1, 0), len(counts) - 1)] += 1
    return Histogram(edges, tuple(counts), labels)
