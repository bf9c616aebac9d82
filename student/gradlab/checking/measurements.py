"""What is measured about one build of a network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradlab.checking.network import Gradients, Network
from gradlab.checking.operations import SIGMOIDS, TANHS
from gradlab.checking.probe import probe_batch

SATURATED_SIGMOID = 5.0
"""|z| above which a sigmoid's slope is under 0.7 % (its peak is 25 %); the same slope share of tanh is at |z| = 2.5."""
SATURATED_TANH = 2.5


@dataclass(frozen=True)
class Measurement:
    """One build, one batch of 64 digits, training mode.

    Attributes:
        loss: mean cross-entropy in nats.
        kernel_norms: L2 norm of the gradient of each kernel, input to output.
        ratio: first / last kernel norm; NaN when the last one is zero or anything is not finite.
        balanced_ratio: the same with each norm divided by the square root of its kernel's fan-in, so that the width of a
            layer, and the 784 inputs of the first, do not count as gradient.
        factor: by what each hidden layer multiplies the gradient on its way back, averaged geometrically over the hidden
            kernels between the first and the last, balanced likewise; NaN with fewer than two of them.
        saturated: share of sigmoid and tanh units whose slope is all but gone; 0 without such units.
    """

    loss: float
    kernel_norms: tuple[float, ...]
    ratio: float
    balanced_ratio: float
    factor: float
    saturated: float

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.loss) and np.isfinite(self.kernel_norms).all())


def measure(network: Network) -> Measurement:
    """Measure a network.

    Raises:
        GraphError: it cannot be evaluated or differentiated.
    """
    x, y = probe_batch()
    gradients = network.gradients(x, y)
    norms = gradients.kernel_norms
    balanced = norms / np.sqrt([network.fan_in(index) for index in network.kernel_indices])
    return Measurement(
        loss=gradients.loss,
        kernel_norms=tuple(float(n) for n in norms),
        ratio=first_last_ratio(norms),
        balanced_ratio=first_last_ratio(balanced),
        factor=interior_factor(balanced),
        saturated=saturation(network, gradients),
    )


def first_last_ratio(norms: np.ndarray) -> float:
    """First over last kernel-gradient norm; NaN unless all are finite and the last one is positive."""
    if len(norms) == 0 or not np.isfinite(norms).all() or norms[-1] <= 0:
        return float("nan")
    return float(norms[0] / norms[-1])


def interior_factor(norms: np.ndarray) -> float:
    """Geometric mean factor from one hidden kernel back to the one before it: (g_2 / g_{L-1}) ** (1 / (L - 3))."""
    if len(norms) < 4 or not np.isfinite(norms).all() or norms[-2] <= 0:
        return float("nan")
    return float((norms[1] / norms[-2]) ** (1 / (len(norms) - 3)))


def saturation(network: Network, gradients: Gradients) -> float:
    """Share of units on the flat part of their curve, averaged over the sigmoid and tanh layers; 0 without any."""
    shares = []
    for (operation, _, _), z in zip(network.runtime.graphs[True].structure.bends, gradients.bend_inputs, strict=True):
        if operation in SIGMOIDS | TANHS:
            limit = SATURATED_SIGMOID if operation in SIGMOIDS else SATURATED_TANH
            shares.append(float(np.mean(np.abs(z) > limit)))
    return float(np.mean(shares)) if shares else 0.0
