"""How far the families of the error budget lie from each limit of the network checks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gradlab.checking import thresholds
from instructor.verifying.budget import Gradings


@dataclass(frozen=True)
class Limit:
    """A limit of the network checks.

    Attributes:
        name: in `gradlab.checking.thresholds`.
        statistic: what it is held against; one of `budget.STATISTICS`.
        least: whether healthy networks lie above it.
        logarithmic: whether distances are taken of log10.
        binds: the decisions that hang on it. An accepted family below `MIN_FACTOR` is not lost, the curvature decides about
            it; a rejected one above it would be. Nor is one lost above `LARGE_INITIAL_LOSS`: trainings decide about it. No
            family was trained before it is graded, so only accepted ones can come too close to `MIN_FRESH_LOSS`.
    """

    name: str
    statistic: str
    least: bool = True
    logarithmic: bool = True
    binds: tuple[str, ...] = ("accepted", "rejected")

    @property
    def value(self) -> float:
        return float(getattr(thresholds, self.name))

    def margin(self, gradings: Gradings) -> float:
        """Distance of a family's mean from the limit in standard deviations of its gradings, positive on the healthy side.

        NaN where the statistic was never asked for; infinite where it does not vary.
        """
        values = gradings.defined(self.statistic)
        if self.logarithmic:
            values = np.log10(values[values > 0])
        if not values.size:
            return math.nan
        limit = math.log10(self.value) if self.logarithmic else self.value
        distance = float(values.mean()) - limit if self.least else limit - float(values.mean())
        spread = float(values.std())
        return distance / spread if spread > 0 else math.copysign(math.inf, distance)


LIMITS = (
    Limit("MIN_FACTOR", "factor", binds=("rejected",)),
    Limit("GREY_FACTOR", "factor", binds=("accepted",)),
    Limit("MIN_CURVATURE", "curvature"),
    Limit("MIN_BALANCED_RATIO", "balanced_ratio", binds=("accepted",)),
    Limit("MIN_FIRST_NORM", "first_norm"),
    Limit("MIN_FRESH_LOSS", "loss", binds=("accepted",)),
    Limit("LARGE_INITIAL_LOSS", "loss", least=False, binds=()),
    Limit("MAX_LOSS_AFTER_ADAM", "loss_after_adam", least=False),
    Limit("MAX_SATURATED", "saturated", least=False, logarithmic=False),
)


def nearest(limit: Limit, found: Sequence[Gradings], decision: str) -> tuple[float, Gradings] | None:
    """The family of this decision ("accepted", "rejected") nearest to a limit on its own side, and its distance in sd.

    None where no such family varies.
    """
    distances = [
        (abs(margin), one)
        for one in found
        if one.family.decision == decision
        and math.isfinite(margin := limit.margin(one))
        and (margin > 0) == one.family.accepted
    ]
    return min(distances, key=lambda pair: pair[0], default=None)


def in_words(limit: Limit, distance: float, gradings: Gradings) -> str:
    """A family's median and its distance: "tanh, Glorot: 0.95, 12.3 sd"."""
    return f"{gradings.family.name}: {np.median(gradings.defined(limit.statistic)):.3g}, {distance:.1f} sd"
