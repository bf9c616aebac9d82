"""The handwritten digits on which networks are measured and briefly trained."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gradlab.checking.values import Array

BATCH = 64
TRAINING_IMAGES = 1_000
HELD_OUT_IMAGES = 400


@lru_cache(maxsize=1)
def _shuffled() -> tuple[Array, Array]:
    from gradlab.digits import load_digits

    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.y))
    return digits.x[order], digits.y[order]


def probe_batch(size: int = BATCH) -> tuple[Array, Array]:
    """The digits on which gradients are measured: (size, 784) float32 and (size,) int64."""
    x, y = _shuffled()
    return x[-size:], y[-size:]


def training_digits() -> tuple[Array, Array]:
    """1,000 digits to train on, none of them in the probe batch or held out."""
    x, y = _shuffled()
    return x[:TRAINING_IMAGES], y[:TRAINING_IMAGES]


def held_out_digits() -> tuple[Array, Array]:
    """400 digits that training does not see."""
    x, y = _shuffled()
    return x[TRAINING_IMAGES : TRAINING_IMAGES + HELD_OUT_IMAGES], y[
        TRAINING_IMAGES : TRAINING_IMAGES + HELD_OUT_IMAGES
    ]
