"""Item analysis: which checks tell strong work from weak, which mistakes are made most, which notebooks took longest."""

from __future__ import annotations

import math
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.faces.plain_text import number_or_nan
from instructor.class_statistics import Verdict, scored

FEWEST = 10
"""Of fewer submissions than these a correlation says nothing."""

# Inputs are drawn for each submission, so the same mistake is told with other numbers.
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Mistake:
    """One mistake: the check that found it, how many submissions made it, and the message to the first of them, in one line."""

    question: str
    title: str
    count: int
    message: str


def discriminations(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """How well each check, by its id, tells strong submissions from weak ones, from -1 to 1.

    It is the correlation of passing the check with the points for everything else, over the submissions that reached the
    check and were judged. NaN for fewer than `FEWEST` of them, or where all passed, or all failed.
    """
    pairs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for verdict in scored(verdicts):
        total = number_or_nan(verdict.get("score"))
        for _, check in _checks(verdict):
            rest = total - number_or_nan(check.get("score"))
            if check.get("state") in ("passed", "failed") and math.isfinite(rest):
                pairs[check["id"]].append((float(check["state"] == "passed"), rest))
    return {name: _correlation(found) for name, found in pairs.items()}


def commonest_mistakes(verdicts: Sequence[Verdict], most: int = 10) -> list[Mistake]:
    """The messages of failed checks that at least two submissions got, numbers aside; the commonest first."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for verdict in scored(verdicts):
        for question, check in _checks(verdict):
            if check.get("state") == "failed":
                message = " ".join(str(check.get("message", "")).split())
                found[check["id"], _NUMBER.sub("#", message)].append((question, str(check["title"]), message))
    mistakes = [Mistake(*same[0][:2], len(same), same[0][2]) for same in found.values() if len(same) > 1]
    return sorted(mistakes, key=lambda mistake: -mistake.count)[:most]


def slowest(verdicts: Sequence[Verdict], most: int = 10) -> list[int]:
    """The places in `verdicts` of those that took longest to grade, the longest first."""
    seconds = [number_or_nan(verdict.get("seconds")) for verdict in verdicts]
    timed = [place for place, value in enumerate(seconds) if math.isfinite(value)]
    return sorted(timed, key=lambda place: -seconds[place])[:most]


def _checks(verdict: Verdict) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for part in verdict.get("questions", {}).values():
        for check in part.get("checks", []):
            yield str(part["title"]), check


def _correlation(pairs: Sequence[tuple[float, float]]) -> float:
    if len(pairs) < FEWEST:
        return math.nan
    try:
        return statistics.correlation(*zip(*pairs, strict=True))
    except statistics.StatisticsError:  # one of the two does not vary
        return math.nan
