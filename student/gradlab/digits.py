"""Handwritten digits that need no download."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
Labels = NDArray[np.int64]


class Digits(NamedTuple):
    """Images `x` of shape (n, 784), float32 in [0, 1], and their labels `y` of shape (n,), int64 in 0..9."""

    x: Pixels
    y: Labels


def load_digits() -> Digits:
    """Return the 1797 handwritten digits that come with scikit-learn, brought to the shape of MNIST.

    Each 8x8 image is scaled to [0, 1], enlarged three times and framed by a black border of two pixels: 28x28 = 784
    numbers. The arrays are fresh copies, yours to change.
    """
    digits = _stored_digits()
    return Digits(digits.x.copy(), digits.y.copy())


def split_digits(test_share: float = 0.2, seed: int = 0) -> tuple[Pixels, Labels, Pixels, Labels]:
    """Return `(x_train, y_train, x_test, y_test)`, shuffled, with every digit equally frequent in both parts.

    The same seed gives the same split. Raises ValueError unless 0 < test_share < 1.
    """
    if not 0 < test_share < 1:
        raise ValueError(f"test_share is {test_share}; give the share of test images as a number between 0 and 1.")
    from sklearn.model_selection import train_test_split

    digits = _stored_digits()
    x_train, x_test, y_train, y_test = train_test_split(
        digits.x, digits.y, test_size=test_share, random_state=seed, stratify=digits.y
    )
    return x_train, y_train, x_test, y_test


@lru_cache(maxsize=1)
def _stored_digits() -> Digits:
    try:
        from sklearn.datasets import load_digits as load_small_digits
    except ImportError as error:
        raise ImportError("The digits come from scikit-learn. Install it with: pip install scikit-learn") from error
    bunch = load_small_digits()
    enlarged = np.asarray(bunch.images, np.float32).repeat(3, axis=1).repeat(3, axis=2) / np.float32(16)
    framed = np.pad(enlarged, ((0, 0), (2, 2), (2, 2)))
    return Digits(framed.reshape(len(framed), 784), np.asarray(bunch.target, np.int64))
