"""The original, sick network beside which a student's network is shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from gradlab.checking.probe import probe_batch
from gradlab.checking.values import Array

WIDTHS = (784, 128, 128, 128, 128, 10)
"""Inputs, units of each hidden layer, outputs of the original network."""


def forward(x: Array, kernels: Sequence[Array]) -> list[Array]:
    """What the original network computes with these kernels and no biases.

    Args:
        x: (batch, inputs).
        kernels: one for each dense layer, (inputs, units).

    Returns:
        The input, what each sigmoid layer gives, and the probabilities, (batch, classes).
    """
    values = [x.astype("float64")]
    for kernel in kernels[:-1]:
        values.append(1 / (1 + np.exp(-values[-1] @ kernel)))
    logits = values[-1] @ kernels[-1]
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return [*values, exponentials / exponentials.sum(axis=1, keepdims=True)]


@lru_cache(maxsize=1)
def original_norms() -> dict[str, Any]:
    """Layer names and gradient norms of the original network, as the plots want them.

    Written out in NumPy, because it is the same handful of matrix products in every report: dense layers 784-128-128-128-
    128-10 with Glorot weights, sigmoid between them, softmax and cross-entropy at the end.
    """
    x, y = probe_batch()
    rng = np.random.default_rng(0)
    kernels = []
    for fan_in, fan_out in pairwise(WIDTHS):
        limit = np.sqrt(6.0 / (fan_in + fan_out))
        kernels.append(rng.uniform(-limit, limit, (fan_in, fan_out)))
    *activations, probabilities = forward(x, kernels)
    delta = (probabilities - np.eye(10)[y]) / len(y)
    norms: list[float] = []
    for kernel, a in zip(reversed(kernels), reversed(activations), strict=True):
        norms.insert(0, float(np.linalg.norm(a.T @ delta)))
        delta = (delta @ kernel.T) * a * (1 - a)
    names = [f"sigmoid {i}" for i in range(1, 5)] + ["softmax"]
    return {"original_layers": names, "original_gradient_norms": norms}
