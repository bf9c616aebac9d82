"""The rules of `diagnose`: each takes the measurements of a network and gives a finding, or None.

Every limit lies between the healthy and the sick networks of benchmarks/diagnose (dense, convolutional, recurrent,
residual and normalised ones, fresh and trained; batches of 128 digits; TensorFlow 2.21). There, 50 healthy networks
raise no alarm in 214 runs and 25 sick ones are found in all 121. The limits were set on the same kinds of network, so
this says that the groups are apart, not how often the rules err on others. The comment at each limit gives the edge of
both groups. Left out as neither well nor clearly sick: three sigmoid layers (first/last 0.028 to 0.038).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .activations import Activity
from .report import Finding

VANISHING_RATIO = 0.034  # first/last norm: healthy >= 0.051 (sigmoid with layer norm), sick <= 0.024
VANISHING_FACTOR = 0.46  # norm kept per inner layer: healthy >= 0.62 but for layer norm (0.36), sick <= 0.34
EXPLODING = 17.0  # gradient norm / weight norm: healthy <= 5.9, sick >= 47
SATURATED = 0.3  # share of outputs: healthy <= 0.01, sick >= 0.64; moved up, as sigmoids saturate in long training
DEAD = 0.7  # share of units: healthy <= 0.45 (20 fresh ReLU layers), sick 1.0; AutoTrainer uses 0.7 too
SYMMETRIC = 0.01  # spread between units' weights / weight norm: healthy >= 0.92, sick 0
FADING = 0.03  # last/first hidden rms: healthy >= 0.30, sick <= 0.0050
GROWING = 8.0  # last/first hidden rms: healthy <= 3.1, sick >= 20
UNSCALED = 10.0  # rms of the inputs: standardised 1, pixels of 0..255 about 80
FEWEST_EXAMPLES = 32  # on fewer, a unit that is 0 for all of them need not be dead


@dataclass(frozen=True)
class Measurements:
    """What the rules look at. Arrays are the kernels, by layer name; `outputs_finite` is about the model's answer."""

    norms: dict[str, float]
    weights: dict[str, NDArray[np.float32]]
    frozen: tuple[str, ...]
    activity: dict[str, Activity]
    input_rms: float | None
    examples: int
    outputs_finite: bool
    clips: bool


def find_all(m: Measurements) -> tuple[Finding, ...]:
    """Return the findings, the most basic cause first."""
    if not m.outputs_finite or not all(map(math.isfinite, m.norms.values())):
        # Numbers that are not finite explain everything else.
        return tuple(filter(None, (not_finite(m), unscaled_inputs(m), frozen_layers(m))))
    rules = (unscaled_inputs, symmetric, saturated, dying, badly_scaled, exploding, vanishing, cut_off, frozen_layers)
    return tuple(finding for rule in rules if (finding := rule(m)) is not None)


def not_finite(m: Measurements) -> Finding | None:
    """NaN or infinity in the weights, the outputs or the gradients."""
    weights = tuple(name for name, values in m.weights.items() if not np.isfinite(values).all())
    layers = weights or tuple(name for name, norm in m.norms.items() if not math.isfinite(norm)) or ("output",)
    where = "weights" if weights else "gradients or outputs"
    return Finding(
        "exploding gradients",
        layers,
        math.nan,
        EXPLODING,
        f"the {where} hold NaN or infinity.",
        "an earlier step was far too large, or the weights start too large." if weights else "numbers beyond float32.",
        "create the network anew, then clip by global norm, lower the learning rate or start with He or Glorot weights.",
    )


def unscaled_inputs(m: Measurements) -> Finding | None:
    """Inputs of a size that the usual initial weights are not made for."""
    if m.input_rms is None or m.input_rms <= UNSCALED:
        return None
    return Finding(
        "unscaled inputs",
        ("input",),
        m.input_rms,
        UNSCALED,
        f"the inputs have a root mean square of {m.input_rms:.3g}.",
        "pixels of 0 to 255, or other raw numbers; initial weights are made for inputs of about 1.",
        "divide by 255, or standardise each feature (keras.layers.Normalization).",
    )


def symmetric(m: Measurements) -> Finding | None:
    """Units of a layer that all hold the same weights: they get the same gradient and stay equal."""
    equal = {name: value for name, value in unit_spread(m).items() if value < SYMMETRIC}
    if not equal:
        return None
    zero = all(not m.weights[name].any() for name in equal)
    return Finding(
        "symmetric weights",
        tuple(equal),
        max(equal.values()),
        SYMMETRIC,
        f"the units of a layer differ by {max(equal.values()):.2g} of the weights' norm.",
        f"the weights start at {'zero' if zero else 'one constant'}; such units learn the same for ever.",
        "start with random weights: he_normal before ReLU, glorot_uniform before sigmoid or tanh.",
    )


def saturated(m: Measurements) -> Finding | None:
    """Sigmoid or tanh outputs at the flat ends, where the slope is nearly 0."""
    shares = {name: layer.saturated for name, layer in m.activity.items() if layer.saturated > SATURATED}
    if not shares:
        return None
    return Finding(
        "saturated units",
        tuple(shares),
        max(shares.values()),
        SATURATED,
        f"up to {max(shares.values()):.0%} of the outputs lie where the slope is below 3 % of its maximum.",
        "the weights or the inputs are too large for this activation.",
        "start with glorot_uniform, scale the inputs, or put batch normalisation before the activation.",
    )


def dying(m: Measurements) -> Finding | None:
    """ReLU units that answer 0 to every example and so never learn again."""
    shares = {name: layer.dead for name, layer in m.activity.items() if layer.dead > DEAD}
    if not shares or m.examples < FEWEST_EXAMPLES:
        return None
    return Finding(
        "dying units",
        tuple(shares),
        max(shares.values()),
        DEAD,
        f"up to {max(shares.values()):.0%} of a layer's units are 0 for all {m.examples} examples.",
        "a step that was too large pushed the biases down, or the weights start at zero.",
        "lower the learning rate, start with he_normal, or use leaky ReLU, ELU or batch normalisation.",
    )


def exploding(m: Measurements) -> Finding | None:
    """Gradients far larger than the weights they are meant to correct."""
    large = {name: value for name, value in relative_gradients(m).items() if value > EXPLODING}
    if not large:
        return None
    worst = max(large, key=lambda name: large[name])
    clipping = " The optimizer clips, which bounds the step and leaves the cause." if m.clips else ""
    return Finding(
        "exploding gradients",
        tuple(large),
        large[worst],
        EXPLODING,
        f"the gradient of {worst} has norm {m.norms[worst]:.3g}, {large[worst]:.3g} times the norm of its weights.",
        f"weights that start too large, or targets that are not scaled.{clipping}",
        "start with he_normal or glorot_uniform, normalise, and clip by global norm (global_clipnorm=1.0).",
    )


def vanishing(m: Measurements) -> Finding | None:
    """Gradients that shrink from layer to layer on the way back to the input.

    Two measures must agree: the first layer's norm over the last one's, and the factor per inner layer, which depends
    neither on the inputs' scale nor on the number of classes. Networks with fewer than four kernels are too short.
    """
    measures = vanishing_measures(m)
    if measures is None:
        return None
    ratio, factor = measures
    if ratio >= VANISHING_RATIO or factor >= VANISHING_FACTOR:
        return None
    squashing = any(layer.kind in ("sigmoid", "tanh") for layer in m.activity.values())
    return Finding(
        "vanishing gradients",
        tuple(m.norms)[:-1],
        ratio,
        VANISHING_RATIO,
        f"the first layer gets {ratio:.2g} of the last layer's gradient; each layer passes on {factor:.0%}.",
        "the slope of a sigmoid is at most 0.25, and every layer multiplies by it."
        if squashing
        else "every layer multiplies by a factor below 1: small weights or flat activations.",
        "ReLU with he_normal, tanh or SELU with fitting weights, batch normalisation, or residual connections. "
        "Clipping does not help.",
    )


def badly_scaled(m: Measurements) -> Finding | None:
    """A signal that fades or grows from the first to the last hidden layer, since the weights have the wrong size."""
    change = signal_change(m)
    if change is None or FADING <= change <= GROWING:
        return None
    first, *_, last = m.activity
    scales = {name: _fan_in_times_variance(values) for name, values in m.weights.items()}
    extreme = (max if change > GROWING else min)(scales, key=lambda name: scales[name])
    return Finding(
        "badly scaled weights",
        (extreme,),
        change,
        GROWING if change > GROWING else FADING,
        f"the outputs change from rms {m.activity[first].rms:.2g} in {first} to {m.activity[last].rms:.2g} in {last}.",
        f"inputs x variance of the weights is {scales[extreme]:.2g} in {extreme}; 1 (tanh, SELU) to 2 (ReLU) keeps "
        "the signal.",
        "use he_normal before ReLU, glorot_uniform before tanh, lecun_normal before SELU; or normalise.",
    )


def cut_off(m: Measurements) -> Finding | None:
    """Layers that get no gradient at all."""
    layers = tuple(name for name, norm in m.norms.items() if norm == 0)
    if not layers:
        return None
    return Finding(
        "no gradient",
        layers,
        0.0,
        0.0,
        f"the gradient is exactly 0 in {len(layers)} of {len(m.norms)} weight matrices.",
        "the loss does not depend on these layers: units that are all dead or saturated, weights of zero, or a layer "
        "that the model does not use.",
        "look at the other findings first; otherwise check how the layers are connected.",
    )


def frozen_layers(m: Measurements) -> Finding | None:
    """Layers that are set not to learn: no illness, but a surprise when forgotten."""
    if not m.frozen:
        return None
    return Finding(
        "frozen layers",
        m.frozen,
        float(len(m.frozen)),
        0.0,
        f"{len(m.frozen)} weight matrices have trainable=False and do not learn.",
        "they were frozen on purpose, as in transfer learning, or left over from it.",
        "set layer.trainable = True and compile again, if they are meant to learn.",
        alarm=False,
    )


def unit_spread(m: Measurements) -> dict[str, float]:
    """Return how far the units of each layer differ, as a share of the weights' norm; 0 for equal units."""
    result = {}
    for name, values in m.weights.items():
        flat = values.reshape(-1, values.shape[-1]).astype(np.float64)
        size = np.linalg.norm(flat)
        if values.shape[-1] > 1:
            result[name] = float(np.linalg.norm(flat - flat.mean(axis=1, keepdims=True)) / size) if size else 0.0
    return result


def relative_gradients(m: Measurements) -> dict[str, float]:
    """Return gradient norm / weight norm of each trainable kernel that is not zero."""
    sizes = {name: float(np.linalg.norm(values)) for name, values in m.weights.items() if name in m.norms}
    return {name: m.norms[name] / size for name, size in sizes.items() if size > 0}


def vanishing_measures(m: Measurements) -> tuple[float, float] | None:
    """Return first/last norm and the norm kept per inner layer; None for fewer than four kernels or none at the end."""
    norms = list(m.norms.values())
    if len(norms) < 4 or norms[-1] == 0 or norms[-2] == 0:
        return None
    return norms[0] / norms[-1], (norms[1] / norms[-2]) ** (1 / (len(norms) - 3))


def signal_change(m: Measurements) -> float | None:
    """Return the last hidden layer's rms output divided by the first one's; None where that says nothing."""
    rms = [layer.rms for layer in m.activity.values()]
    return rms[-1] / rms[0] if len(rms) >= 2 and min(rms) > 0 else None


def _fan_in_times_variance(values: NDArray[np.float32]) -> float:
    flat = values.reshape(-1, values.shape[-1]).astype(np.float64)
    return float(flat.shape[0] * np.mean(np.square(flat)))
