"""Tell an activation that bends the signal from one that only looks as if it did."""

from __future__ import annotations

import numpy as np

from gradlab.checking.values import Array

STRAIGHT = 1e-6
"""Residual of a straight line, relative to the spread of the outputs, below which nothing is bent. float32 leaves 1e-7 for
``minimum(x, 1e9)``; a sigmoid whose inputs have a spread of only 0.01 leaves 1e-5."""


def is_straight(before: Array, after: Array) -> bool:
    """Whether `after` is ``a * before + b`` with one `a` and one `b` for all entries; False where nothing varies."""
    x, y = before.astype("float64").ravel(), after.astype("float64").ravel()
    if x.shape != y.shape or not (np.isfinite(x).all() and np.isfinite(y).all()):
        return False
    x, y = x - x.mean(), y - y.mean()
    if not x.any() or not y.any():
        return False
    residual = y - x * (x @ y) / (x @ x)
    return bool(np.linalg.norm(residual) <= STRAIGHT * np.linalg.norm(y))
