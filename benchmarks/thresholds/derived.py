"""The statistics a check decides on, computed from the measured norms, and medians over several seeds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SEEDS = 5


def derived(measured: Mapping[str, NDArray[np.generic]]) -> dict[str, Array]:
    """One value a draw of each statistic; NaN where it does not exist (too few layers, a zero gradient).

    ``ratio`` is the gradient norm of the first kernel divided by that of the last; ``ratio_per_input`` the same
    after each norm was divided by the root of the number of inputs of its kernel. ``interior`` is the factor a
    layer between the second and the last but one, per input too; ``interior_raw`` is without that correction.
    """
    gradient = np.asarray(measured["gradient"], dtype=float)
    per_input = gradient / np.sqrt(np.asarray(measured["fan_in"], dtype=float))
    count = gradient.shape[1]
    nothing = np.full(len(gradient), np.nan)

    def quotient(a: Array, b: Array) -> Array:
        fine = np.isfinite(a) & np.isfinite(b) & (a > 0) & (b > 0)
        return np.divide(a, b, out=nothing.copy(), where=fine)

    def interior(norms: Array) -> Array:
        return quotient(norms[:, 1], norms[:, -2]) ** (1 / (count - 3)) if count > 3 else nothing

    weight = np.asarray(measured["weight"], dtype=float)
    found = {
        "ratio": quotient(gradient[:, 0], gradient[:, -1]),
        "ratio_per_input": quotient(per_input[:, 0], per_input[:, -1]),
        "interior": interior(per_input),
        "interior_raw": interior(gradient),
        "first": gradient[:, 0],
        "smallest": gradient.min(axis=1),
        "largest": gradient.max(axis=1),
        "relative": quotient(gradient[:, 0], weight[:, 0]),
    }
    plain = ("saturated", "mean_saturated", "dead", "mean_dead", "loss", "spread", "curvature")
    return found | {name: np.asarray(measured[name], dtype=float) for name in plain}


def medians(values: Array, seeds: int = SEEDS) -> Array:
    """The median of each group of ``seeds`` draws that follow one another; the rest is left out."""
    whole = len(values) // seeds * seeds
    return np.asarray(np.median(values[:whole].reshape(-1, seeds), axis=1))


def log_spread(values: Array) -> tuple[float, float]:
    """Mean and standard deviation of log10 of the positive finite values."""
    logs = np.log10(values[np.isfinite(values) & (values > 0)])
    return (float(logs.mean()), float(logs.std())) if len(logs) else (np.nan, np.nan)
