"""The decision of the network checks: from the medians over fresh builds and, where those are close, a short training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gradlab.checking.measurements import Measurement
from gradlab.checking.thresholds import (
    GREY_FACTOR,
    HOPELESSLY_SATURATED,
    LARGE_INITIAL_LOSS,
    LEARNS,
    MAX_LOSS_AFTER_ADAM,
    MAX_SATURATED,
    MIN_FACTOR,
    MIN_FIRST_NORM,
    MIN_RATIO,
)
from gradlab.checking.training import ShortTraining

Training = Callable[[], ShortTraining]
"""Trains one build with plain Adam. Called only where the medians do not decide, because it takes a second."""


@dataclass(frozen=True)
class Flow:
    """Medians over the builds of one network; the fields are those of `Measurement`, and the first kernel's norm."""

    saturated: float
    first_norm: float
    loss: float
    ratio: float
    balanced_ratio: float
    factor: float

    @staticmethod
    def of(measurements: Sequence[Measurement]) -> Flow:
        """The medians; NaN where any build has NaN."""

        def median(values: list[float]) -> float:
            return float(np.median(values))

        return Flow(
            saturated=median([one.saturated for one in measurements]),
            first_norm=median([one.kernel_norms[0] for one in measurements]),
            loss=median([one.loss for one in measurements]),
            ratio=median([one.ratio for one in measurements]),
            balanced_ratio=median([one.balanced_ratio for one in measurements]),
            factor=median([one.factor for one in measurements]),
        )

    @property
    def starts_large(self) -> bool:
        """Whether fresh networks are so wrong, or so far from finite, that the signal may be exploding."""
        return not self.loss <= LARGE_INITIAL_LOSS


def is_not_saturated(flow: Flow, training: Training) -> bool:
    """Whether enough sigmoid and tanh units sit where their curve is steep."""
    if flow.saturated <= MAX_SATURATED:
        return True
    return flow.saturated <= HOPELESSLY_SATURATED and training().accuracy >= LEARNS


def has_useful_size(flow: Flow, training: Training) -> bool:
    """Whether the first gradient is neither all but zero nor part of an explosion."""
    if flow.starts_large:
        return training().final_loss <= MAX_LOSS_AFTER_ADAM
    return flow.first_norm >= MIN_FIRST_NORM or training().accuracy >= LEARNS


def reaches_first_layer(flow: Flow, training: Training) -> bool:
    """Whether hidden layers hand on enough of the gradient."""
    if np.isnan(flow.factor):
        return flow.balanced_ratio >= MIN_RATIO
    return flow.factor >= MIN_FACTOR or (flow.factor >= GREY_FACTOR and training().accuracy >= LEARNS)


DECISIONS: dict[str, Callable[[Flow, Training], bool]] = {
    "not_saturated": is_not_saturated,
    "useful_size": has_useful_size,
    "gradient_reaches": reaches_first_layer,
}
"""By the name of the check that asks, in the order in which they are asked."""


def decide(flow: Flow, training: Training) -> str:
    """Name of the first check that a network of this flow fails; "" when it passes them all."""
    return next((name for name, holds in DECISIONS.items() if not holds(flow, training)), "")
