"""What gradient norms say, without TensorFlow: usable where only numbers are left."""

from __future__ import annotations

import math
from collections.abc import Mapping


def first_last_ratio(norms: Mapping[str, float]) -> float:
    """Return the first layer's gradient norm divided by the last layer's; NaN where that says nothing.

    `norms` is the result of `gradient_norms`; ValueError when it is empty. Healthy dense and convolutional networks
    have about 0.05 to 15, networks whose gradients vanish less than 0.03 (benchmarks/diagnose_limits.py). It cannot
    show an explosion, where both norms are huge.
    """
    if not norms:
        raise ValueError("norms is empty; pass the result of gradient_norms(model, x, y).")
    values = list(norms.values())
    first, last = values[0], values[-1]
    if not (math.isfinite(first) and math.isfinite(last)) or last == 0:
        return math.nan
    return first / last
