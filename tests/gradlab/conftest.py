"""What the toolkit's tests share: TensorFlow quiet, networks that are quick to build, a batch of digits."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from toolkit_batch import Batch

from gradlab import load_digits


@pytest.fixture(scope="session")
def batch() -> Batch:
    x, y = load_digits()
    return x[:128], y[:128]


@pytest.fixture(autouse=True)
def seeded() -> None:
    import keras

    keras.utils.set_random_seed(0)
