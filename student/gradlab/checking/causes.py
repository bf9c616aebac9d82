"""Why the gradients of a network are too small or too large: a cause is named only where it was measured."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gradlab.checking.baseline import WIDTHS, forward
from gradlab.checking.builds import Builds
from gradlab.checking.gradients_in_words import number
from gradlab.checking.network import Network
from gradlab.checking.probe import probe_batch
from gradlab.checking.thresholds import MIN_FACTOR

RECTIFIERS = frozenset({"Relu", "Relu6"})

ADAPTIVE = frozenset({"Adam", "AdamW", "Nadam", "RMSprop"})
"""Optimizers that divide by a running average of past gradients."""

DEAD = 0.9
"""Share of a layer's ReLU units that are 0 for every digit from which on the layer counts as dead."""


ORDINARY = 1e-3
"""A gradient norm from which no chain of a few hidden layers comes down to 0 by underflow."""


@dataclass(frozen=True)
class Cause:
    """What was recognised, and what to try; both empty where nothing was."""

    why: str = ""
    next_step: str = ""


def cause_of_size(found: Builds) -> Cause:
    """Why the first layer's gradient is tiny, or a fresh network so wrong: a healthy kernel's spread is 1 to 2 / sqrt(inputs)."""
    network = found.first
    spreads = [
        float(np.std(network.arrays[index]) * np.sqrt(network.fan_in(index))) for index in network.kernel_indices
    ]
    if found.flow.starts_large:
        weights = "The initial weights are too large: the" if max(spreads) > 2.5 else "The"
        return Cause(f"{weights} signal grows from layer to layer.")
    if (dead := dead_layer(network)).why:
        return dead
    if min(spreads) < 0.4:
        return Cause(
            "The initial weights are too small or all alike, so that signal and gradient shrink in every layer."
        )
    if is_cut(found):
        return Cause(
            "It is exactly 0 at the first layer while it is not at a later one, and the weights are not small: something on the"
            " way cuts it off. A factor of 0, tf.stop_gradient and rounding do that.",
            "Print the gradient norms of all layers. Between the last one that is 0 and the next, what happens to the signal?",
        )
    if found.flow.factor < MIN_FACTOR:
        return Cause(
            f"Each hidden layer passes on only {number(100 * found.flow.factor)} % of the gradient, so that little is left at"
            " the first."
        )
    return Cause()


def cause_of_vanishing(found: Builds) -> Cause:
    """Why hidden layers hand on too little of the gradient."""
    if is_the_original(found.first):
        family = found.compiled.get("optimizer", {}).get("family", "")
        masks = f"{family} rescales the steps, so the loss may fall all the same. " if family in ADAPTIVE else ""
        return Cause(
            "These are the layers, activations and initial weights of the original network. Optimizer and clipping work on"
            f" gradients that are already there; they bring no more of them to the first layer. {masks}The cause is still"
            " in the layers.",
            "Change one thing in the layers: activation, initial weights, normalisation or shortcuts. Then measure again with"
            " gradlab.plot_gradient_flow.",
        )
    if (dead := dead_layer(found.first)).why:
        return dead
    if any(min(one.kernel_norms, default=0.0) == 0 for one in found.measurements):
        return Cause(
            "Some gradients are exactly zero. Weights that all start at the same value, or frozen layers, do that."
        )
    if _all_sigmoid(found.first):
        return Cause(
            "All your hidden activations are sigmoids. The slope of a sigmoid is at most 1/4, so every layer shrinks the"
            " gradient, however the weights are drawn."
        )
    return Cause()


def dead_layer(network: Network) -> Cause:
    """The first ReLU layer in which nearly every unit's input is negative for each digit of the probe batch, if there is one."""
    x, _ = probe_batch()
    inputs = [
        before for operation, before, _ in network.runtime.graphs[True].structure.bends if operation in RECTIFIERS
    ]
    shares = [float(np.mean((z < 0).all(axis=0))) for z in network.tensors(x, inputs, training=True)]
    dead = next((i for i, share in enumerate(shares) if share >= DEAD), None)
    if dead is None:
        return Cause()
    return Cause(
        f"In ReLU layer {dead + 1} of {len(shares)}, {100 * shares[dead]:.0f} % of the units are 0 for each of {len(x)} digits."
        " The slope of ReLU is 0 there, so they pass no gradient on and get none: such units are called dead, since training"
        " hardly ever wakes them.",
        "Print the mean of that layer's weights and biases. What keeps the input of its units below 0?",
    )


def is_cut(found: Builds) -> bool:
    """Whether in every build the first kernel gets no gradient at all, while a later one gets an ordinary one."""
    return all(one.kernel_norms[0] == 0 and max(one.kernel_norms) > ORDINARY for one in found.measurements)


def is_the_original(network: Network) -> bool:
    """Whether it computes what the network that is to be repaired computes, from weights of the same spread."""
    kernels = [network.arrays[index] for index in network.kernel_indices]
    if [kernel.shape for kernel in kernels] != list(pairwise(WIDTHS)):
        return False
    # Glorot's standard deviation: over the 1,280 weights of the last kernel it varies by 1.3 %, while He's hidden kernels lie
    # 41 % above it and LeCun's first one 24 % below.
    if any(abs(np.std(kernel) / np.sqrt(2 / sum(kernel.shape)) - 1) > 0.1 for kernel in kernels):
        return False
    x, _ = probe_batch()
    return np.allclose(network.outputs(x, training=True), forward(x, kernels)[-1], atol=1e-4)


def _all_sigmoid(network: Network) -> bool:
    bends = network.runtime.graphs[True].structure.bends
    return bool(bends) and all(operation == "Sigmoid" for operation, _, _ in bends)
