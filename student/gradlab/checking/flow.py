"""The decision of the network checks: from the medians over fresh builds and, where those are close, a second measurement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gradlab.checking.measurements import Measurement
from gradlab.checking.thresholds import (
    GREY_FACTOR,
    LARGE_INITIAL_LOSS,
    MAX_LOSS_AFTER_ADAM,
    MAX_SATURATED,
    MIN_BALANCED_RATIO,
    MIN_CURVATURE,
    MIN_FACTOR,
    MIN_FIRST_NORM,
    MIN_FRESH_LOSS,
)

SEEDS = 5
"""Fresh builds of a network that are measured: the checks decide on their medians."""


class Further(Protocol):
    """What is measured only where the medians do not decide, because it takes its time."""

    @property
    def curvature(self) -> float:
        """Median over the builds of `curvature.curvature`."""

    @property
    def loss_after_adam(self) -> float:
        """Final loss of a short training with plain Adam, median over three builds."""


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

    @property
    def starts_trained(self) -> bool:
        """Whether fresh networks know the digits already; NaN is no knowledge."""
        return self.loss < MIN_FRESH_LOSS


def is_not_saturated(flow: Flow, further: Further) -> bool:
    """Whether enough sigmoid and tanh units sit where their curve is steep."""
    return flow.saturated <= MAX_SATURATED


def has_useful_size(flow: Flow, further: Further) -> bool:
    """Whether the first gradient is that of a fresh network, and neither all but zero nor part of an explosion."""
    if flow.starts_trained:
        return False
    if flow.starts_large:
        return further.loss_after_adam <= MAX_LOSS_AFTER_ADAM
    return flow.first_norm >= MIN_FIRST_NORM


def reaches_first_layer(flow: Flow, further: Further) -> bool:
    """Whether hidden layers hand on enough of the gradient."""
    if flow.starts_large and np.isnan(flow.balanced_ratio):
        # A loud start saturates the softmax, and cross-entropy of saturated rows has no gradient to measure: the training
        # that `has_useful_size` asked for has decided already.
        return True
    if not flow.balanced_ratio >= MIN_BALANCED_RATIO:
        return False
    return flow.factor >= MIN_FACTOR or (flow.factor >= GREY_FACTOR and further.curvature >= MIN_CURVATURE)


DECISIONS: dict[str, Callable[[Flow, Further], bool]] = {
    "not_saturated": is_not_saturated,
    "useful_size": has_useful_size,
    "gradient_reaches": reaches_first_layer,
}
"""By the name of the check that asks, in the order in which they are asked."""


def decide(flow: Flow, further: Further) -> str:
    """Name of the first check that a network of this flow fails; "" when it passes them all."""
    return next((name for name, holds in DECISIONS.items() if not holds(flow, further)), "")
