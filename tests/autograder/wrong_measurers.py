"""Wrong ways to measure gradients, one misconception each, and the check that has to name it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from right_answers import analyze_gradients

Function = Callable[..., Any]


def length(gradient: Any) -> float:
    return float(np.linalg.norm(np.asarray(gradient)))


def norms_of(measure: Callable[[Any, Any], Sequence[float]]) -> Function:
    return lambda model, x_sample: list(measure(model, x_sample))


def taped(
    loss: Callable[[Any, Any], Any],
    pick: Callable[[Any], Any] = lambda v: len(v.shape) >= 2,
    norm: Callable[[Any], float] = length,
) -> Function:
    """Gradient norms of another loss, or of other variables."""

    def measure(model: Any, x_sample: Any) -> list[float]:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            value = loss(model, x_sample)
        variables = [one for one in model.trainable_variables if pick(one)]
        return [norm(one) for one in tape.gradient(value, [one.value for one in variables]) if one is not None]

    return measure


def mean_square(model: Any, x: Any, **options: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_mean((model(x, **options) - 1.0) ** 2)


def trains(model: Any, x_sample: Any) -> list[float]:
    norms = analyze_gradients(model, x_sample)
    for variable in model.trainable_variables:
        variable.assign(variable.value * 0.9)
    return norms


def with_frozen(model: Any, x_sample: Any) -> list[float]:
    import tensorflow as tf

    kernels = [one.value for one in model.variables if len(one.shape) >= 2]
    with tf.GradientTape() as tape:
        tape.watch(kernels)
        loss = mean_square(model, x_sample)
    return [length(one) for one in tape.gradient(loss, kernels, unconnected_gradients=tf.UnconnectedGradients.ZERO)]


def leans_on_the_toolkit(model: Any, x_sample: Any) -> list[float]:
    import gradlab.measure

    return list(gradlab.measure.kernel_gradients(model, x_sample))


def outside_the_tape(model: Any, x_sample: Any) -> list[float]:
    """What a tape gives, with zeros asked for in place of None, when the loss was computed before it began."""
    return [0.0 for variable in model.trainable_variables if len(variable.shape) >= 2]


WRONG: list[tuple[str, str, str, Function]] = [
    ("analyze_gradients", "returns_norms", "counts biases", taped(mean_square, lambda v: True)),
    ("analyze_gradients", "dense_norms", "computes the loss outside the tape", outside_the_tape),
    ("analyze_gradients", "returns_norms", "forgets to return", lambda model, x_sample: None),
    ("analyze_gradients", "returns_norms", "returns one number", lambda model, x_sample: 1.5),
    (
        "analyze_gradients",
        "dense_norms",
        "takes the spectral norm",
        taped(mean_square, norm=lambda g: float(np.linalg.norm(g, 2))),
    ),
    (
        "analyze_gradients",
        "dense_norms",
        "sums absolute values",
        taped(mean_square, norm=lambda g: float(np.abs(g).sum())),
    ),
    (
        "analyze_gradients",
        "dense_norms",
        "forgets the root",
        norms_of(lambda m, x: [n**2 for n in analyze_gradients(m, x)]),
    ),
    (
        "analyze_gradients",
        "dense_norms",
        "measures weights",
        norms_of(lambda m, x: [length(v.value) for v in m.trainable_variables if len(v.shape) >= 2]),
    ),
    (
        "analyze_gradients",
        "dense_norms",
        "forgets the target",
        taped(lambda m, x: __import__("tensorflow").reduce_mean(m(x) ** 2)),
    ),
    (
        "analyze_gradients",
        "dense_norms",
        "sums",
        taped(lambda m, x: __import__("tensorflow").reduce_sum((m(x) - 1.0) ** 2)),
    ),
    ("analyze_gradients", "dense_norms", "goes backwards", norms_of(lambda m, x: analyze_gradients(m, x)[::-1])),
    (
        "analyze_gradients",
        "dense_norms",
        "leaves the last out",
        norms_of(
            lambda m, x: analyze_gradients(m, x)[:-1] if len(analyze_gradients(m, x)) == 4 else analyze_gradients(m, x)
        ),
    ),
    (
        "analyze_gradients",
        "batch_norm",
        "takes every second",
        lambda model, x_sample: taped(mean_square, lambda v: True)(model, x_sample)[::2],
    ),
    (
        "analyze_gradients",
        "batch_norm",
        "measures in training mode",
        taped(lambda m, x: mean_square(m, x, training=True)),
    ),
    ("analyze_gradients", "weights_unchanged", "trains", trains),
    (
        "analyze_gradients",
        "weights_unchanged",
        "moves the statistics",
        lambda model, x_sample: (analyze_gradients(model, x_sample), model(x_sample, training=True))[0],
    ),
    ("analyze_gradients", "returns_norms", "leans on the toolkit", leans_on_the_toolkit),
    (
        "analyze_gradients",
        "without_bias",
        "takes every second",
        lambda model, x_sample: taped(mean_square, lambda v: True)(model, x_sample)[::2],
    ),
    (
        "analyze_gradients",
        "residual",
        "goes backwards where layers are added",
        norms_of(lambda m, x: analyze_gradients(m, x)[:: -1 if any("add" in layer.name for layer in m.layers) else 1]),
    ),
    ("analyze_gradients", "convolution", "knows two dimensions only", taped(mean_square, lambda v: len(v.shape) == 2)),
    ("analyze_gradients", "frozen_left_out", "measures frozen layers", with_frozen),
    ("analyze_gradients", "unused_is_zero", "leaves out what has no gradient", taped(mean_square)),
    (
        "analyze_gradients",
        "single_sample",
        "needs two samples",
        norms_of(lambda m, x: analyze_gradients(m, x) if len(x) > 1 else []),
    ),
]
