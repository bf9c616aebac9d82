"""The rules for a network's gradients, with the limits that the measurements recommend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from derived import Array, medians


@dataclass(frozen=True)
class Limit:
    """A limit on the median of a statistic over five builds; ``least`` says on which side of it a network passes."""

    statistic: str
    value: float
    least: bool


MIN_FACTOR = Limit("interior", 0.47, least=True)
GREY_FACTOR = Limit("interior", 0.30, least=True)
MIN_CURVATURE = Limit("curvature", 0.077, least=True)
MIN_RATIO = Limit("ratio_per_input", 0.002, least=True)
MIN_FIRST_NORM = Limit("first", 5e-3, least=True)
MAX_SATURATED = Limit("mean_saturated", 0.47, least=False)
LOUD_START = Limit("loss", 5.0, least=False)

LIMITS = {"MIN_FACTOR": MIN_FACTOR, "GREY_FACTOR": GREY_FACTOR, "MIN_CURVATURE": MIN_CURVATURE,
          "MIN_RATIO": MIN_RATIO, "MIN_FIRST_NORM": MIN_FIRST_NORM, "MAX_SATURATED": MAX_SATURATED,
          "LOUD_START": LOUD_START}  # fmt: skip


def grade(statistics: Mapping[str, Array]) -> dict[str, NDArrayBool]:
    """Whether each group of five draws passes each rule; ``healthy`` is all of them together.

    Not among the rules, as the structure and a training decide them: the number of hidden layers, frozen layers,
    and what becomes of a network that starts with a loud loss.
    """
    median = {name: medians(values) for name, values in statistics.items()}

    def at_least(limit: Limit) -> NDArrayBool:
        return np.asarray(median[limit.statistic] >= limit.value)  # NaN is not

    through = at_least(MIN_FACTOR) | (at_least(GREY_FACTOR) & at_least(MIN_CURVATURE))
    passed = {
        "gradient arrives": through & at_least(MIN_RATIO),
        "useful size": at_least(MIN_FIRST_NORM),
        "not saturated": np.asarray(median["mean_saturated"] <= MAX_SATURATED.value),
    }
    return passed | {"healthy": np.logical_and.reduce(list(passed.values()))}


NDArrayBool = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
