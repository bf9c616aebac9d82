"""How much of the gradient each hidden layer passes on, in the networks of a class, beside the limits that the check applies."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.faces.gradient_flow import measured_of, short
from autograder.faces.plain_text import number_or_nan
from instructor.class_statistics import Histogram, Verdict, histogram

BINS_BELOW, BINS_ABOVE = 6, 7
"""Bins on either side of the upper limit: with the lab's limits they reach from 0.12 to 2.3."""


@dataclass(frozen=True)
class FactorDistribution:
    """The factors of a class on a log scale.

    Attributes:
        histogram: its edges include both limits, so that no bar stands for networks on both sides of one.
        low: below it a network fails.
        high: from here on it passes; in between another measurement decides.
        below, between, above: how many networks are on each side.
    """

    histogram: Histogram
    low: float
    high: float
    below: int
    between: int
    above: int

    def place(self, value: float) -> float:
        """Where a positive value stands between the ends of the axis, from 0 to 1."""
        first, last = math.log(self.histogram.edges[0]), math.log(self.histogram.edges[-1])
        return min(max((math.log(value) - first) / (last - first), 0.0), 1.0)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places on the axis with their labels."""
        inside = [value for value in (0.125, 0.25, 0.5, 1.0, 2.0) if 0 < self.place(value) < 1]
        return [(self.place(value), short(value)) for value in inside]


def factor_distribution(verdicts: Sequence[Verdict]) -> FactorDistribution | None:
    """Count what the checks measured; None when no verdict holds a factor with its limits.

    The limits are those of the last verdict, which are the same in a class that was judged by the same checks.
    """
    found = [
        (factor, limits)
        for verdict in verdicts
        for part in verdict.get("questions", {}).values()
        if (factor := number_or_nan((measured := measured_of(part)).get("hidden_factor"))) > 0
        and (limits := _limits(measured))
    ]
    if not found:
        return None
    low, high = found[-1][1]
    factors = [factor for factor, _ in found]
    step = math.sqrt(high / low)
    # Twice a step below `high` is `low`: written as they are, for rounding must not move a network across a limit.
    edges = [high * step**power for power in range(-BINS_BELOW, BINS_ABOVE + 1)]
    edges[BINS_BELOW - 2], edges[BINS_BELOW] = low, high
    labels = [f"{short(lower)} to below {short(upper)}" for lower, upper in itertools.pairwise(edges)]
    labels[0], labels[-1] = f"below {short(edges[1])}", f"{short(edges[-2])} or more"
    below, above = sum(factor < low for factor in factors), sum(factor >= high for factor in factors)
    return FactorDistribution(
        histogram(factors, tuple(edges), tuple(labels)), low, high, below, len(factors) - below - above, above
    )


def _limits(measured: Mapping[str, Any]) -> tuple[float, float] | None:
    given = measured.get("hidden_factor_limits")
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != 2:
        return None
    low, high = map(number_or_nan, given)
    return (low, high) if 0 < low < high < math.inf else None
