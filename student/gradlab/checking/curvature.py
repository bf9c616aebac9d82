"""How far a network is from a linear map: layers through which hardly anything passes leave nothing that could bend."""

from __future__ import annotations

import numpy as np

from gradlab.checking.network import Network
from gradlab.checking.probe import probe_batch
from gradlab.checking.values import Array

PAIRS = 32


def curvature(network: Network) -> float:
    """``|s(a) + s(b) - 2 s((a + b) / 2)| / |s(a) - s(b)|`` over 32 pairs of digits in inference mode.

    s is the logarithm of the probabilities less its mean over the classes, which a linear network makes linear: about 1e-6
    there, 0.04 where sigmoids have squeezed the signal flat, above 0.1 in healthy networks.
    """
    a, _ = probe_batch(PAIRS)
    b = np.roll(a, 1, axis=0)
    at_a, at_b, between = (_scores(network, x) for x in (a, b, (a + b) / 2))
    return float(np.linalg.norm(at_a + at_b - 2 * between) / np.linalg.norm(at_a - at_b))


def _scores(network: Network, x: Array) -> Array:
    logarithms = np.log(np.maximum(network.outputs(x.astype("float32")).astype("float64"), 1e-30))
    centred: Array = logarithms - logarithms.mean(axis=1, keepdims=True)
    return centred
