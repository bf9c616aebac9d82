"""Wrong answers, one misconception each, and the check that has to name it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from right_answers import analyze_gradients, clip_gradients, clip_gradients_globally, detect_explosion

Function = Callable[..., Any]


def length(gradient: Any) -> float:
    return float(np.linalg.norm(np.asarray(gradient)))


def each(change: Callable[[Any, float], Any]) -> Function:
    """A clipper that changes each gradient by itself and keeps None."""

    def clip(gradients: Sequence[Any], max_norm: float = 1.0) -> list[Any]:
        return [None if one is None else change(np.asarray(one), max_norm) for one in gradients]

    return clip


def scaled(factor: Callable[[Sequence[Any], float], float]) -> Function:
    """A clipper that multiplies all gradients by one factor and keeps None."""

    def clip(gradients: Sequence[Any], max_norm: float = 1.0) -> list[Any]:
        present = [np.asarray(one) for one in gradients if one is not None]
        number = factor(present, max_norm)
        return [None if one is None else (np.asarray(one) * number).astype("float32") for one in gradients]

    return clip


def total(gradients: Sequence[Any]) -> float:
    return math.sqrt(sum(length(one) ** 2 for one in gradients))


def rescale(gradient: Any, limit: float) -> Any:
    norm = length(gradient)
    return gradient * np.float32(limit / norm) if norm else gradient


def clipped(gradient: Any, limit: float) -> Any:
    return rescale(gradient, limit) if length(gradient) > limit else gradient


def in_place(gradients: Any, max_norm: float = 1.0) -> None:
    gradients[:] = clip_gradients(gradients, max_norm)


def in_place_returned(gradients: Any, max_norm: float = 1.0) -> Any:
    in_place(gradients, max_norm)
    return gradients


def all_one_sign(gradient: Any, limit: float) -> Any:
    """The right norm, the wrong direction."""
    return np.abs(clipped(gradient, limit)) if length(gradient) > limit else gradient


def dropping_none(clip: Function) -> Function:
    return lambda gradients, max_norm=1.0: clip([one for one in gradients if one is not None], max_norm)


def zeros_for_none(clip: Function) -> Function:
    def changed(gradients: Sequence[Any], max_norm: float = 1.0) -> Any:
        return [np.zeros(1, "float32") if one is None else one for one in clip(gradients, max_norm)]

    return changed


def double_precision(clip: Function) -> Function:
    def changed(gradients: Sequence[Any], max_norm: float = 1.0) -> Any:
        return [None if one is None else np.asarray(one, "float64") for one in clip(gradients, max_norm)]

    return changed


def flattened(clip: Function) -> Function:
    def changed(gradients: Sequence[Any], max_norm: float = 1.0) -> Any:
        return [None if one is None else np.ravel(one) for one in clip(gradients, max_norm)]

    return changed


def report_with(**changes: Callable[[Sequence[float], float, dict[str, Any]], Any]) -> Function:
    """The right report with some entries computed otherwise."""

    def detect(gradient_history: Sequence[float], threshold: float = 100.0) -> dict[str, Any]:
        right = detect_explosion(gradient_history, threshold)
        wrong = {name: change(list(gradient_history), threshold, right) for name, change in changes.items()}
        return right | wrong

    return detect


def without(*names: str) -> Function:
    def detect(gradient_history: Sequence[float], threshold: float = 100.0) -> dict[str, Any]:
        right = detect_explosion(gradient_history, threshold)
        return {name: value for name, value in right.items() if name not in names}

    return detect


def finite(history: Sequence[float]) -> list[float]:
    return [one for one in history if math.isfinite(one)]


def norms_of(measure: Callable[[Any, Any], Sequence[float]]) -> Function:
    return lambda model, x_sample: list(measure(model, x_sample))


def taped(loss: Callable[[Any, Any], Any], pick: Callable[[Any], Any] = lambda v: len(v.shape) >= 2) -> Function:
    """Gradient norms of another loss, or of other variables."""

    def measure(model: Any, x_sample: Any) -> list[float]:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            value = loss(model, x_sample)
        variables = [one for one in model.trainable_variables if pick(one)]
        return [length(one) for one in tape.gradient(value, [one.value for one in variables]) if one is not None]

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


def broken(gradients: Sequence[Any]) -> bool:
    return not all(math.isfinite(length(one)) for one in gradients if one is not None)


def leans_on_the_toolkit(model: Any, x_sample: Any) -> list[float]:
    import gradlab.measure

    return list(gradlab.measure.kernel_gradients(model, x_sample))


WRONG: list[tuple[str, str, str, Function]] = [
    ("clip_gradients", "returns_list", "returns nothing", lambda gradients, max_norm=1.0: None),
    ("clip_gradients", "returns_list", "writes into the list and returns nothing", in_place),
    ("clip_gradients", "returns_list", "drops one", lambda gradients, max_norm=1.0: clip_gradients(gradients)[1:]),
    ("clip_gradients", "returns_list", "returns a number", lambda gradients, max_norm=1.0: 5),
    ("clip_gradients", "returns_list", "does nothing", lambda gradients, max_norm=1.0: list(gradients)),
    ("clip_gradients", "limit_respected", "cuts single entries", each(lambda g, limit: np.clip(g, -limit, limit))),
    ("clip_gradients", "limit_respected", "clips globally", clip_gradients_globally),
    (
        "clip_gradients",
        "limit_respected",
        "squares the factor",
        each(lambda g, limit: g * np.float32(min(1, limit / length(g)) ** 2)),
    ),
    ("clip_gradients", "limit_respected", "changes the signs", each(all_one_sign)),
    ("clip_gradients", "limit_respected", "gives zeros", each(lambda g, limit: g * 0)),
    ("clip_gradients", "short_untouched", "always rescales", each(rescale)),
    (
        "clip_gradients",
        "short_untouched",
        "halves what is short",
        each(lambda g, limit: clipped(g, limit) * np.float32(1 if length(g) > limit else 0.5)),
    ),
    ("clip_gradients", "none_kept", "drops None", dropping_none(clip_gradients)),
    ("clip_gradients", "none_kept", "makes zeros of None", zeros_for_none(clip_gradients)),
    (
        "clip_gradients",
        "each_alone",
        "shrinks all when two are long",
        lambda gradients, max_norm=1.0: (
            clip_gradients_globally(gradients, max_norm) if len(gradients) == 4 else clip_gradients(gradients, max_norm)
        ),
    ),
    (
        "clip_gradients",
        "zero_gradient",
        "divides by zero",
        each(
            lambda g, limit: (
                g * np.float32(min(1.0, np.float64(limit) / np.float64(length(g))))
                if length(g)
                else g * np.float32("nan")
            )
        ),
    ),
    (
        "clip_gradients",
        "zero_gradient",
        "makes ones of zeros",
        each(lambda g, limit: clipped(g, limit) if length(g) else g + 1),
    ),
    (
        "clip_gradients",
        "at_the_limit",
        "shortens at the limit",
        each(lambda g, limit: clipped(g, limit) if abs(length(g) - limit) > 1e-4 else g * np.float32(0.9)),
    ),
    ("clip_gradients", "shape_and_dtype", "flattens", flattened(clip_gradients)),
    ("clip_gradients", "shape_and_dtype", "works in double precision", double_precision(clip_gradients)),
    ("clip_gradients", "input_unchanged", "changes the list", in_place_returned),
    (
        "clip_gradients",
        "default_limit",
        "has another default",
        lambda gradients, max_norm=5.0: clip_gradients(gradients, max_norm),
    ),
    (
        "clip_gradients_globally",
        "returns_list",
        "returns list and norm",
        lambda gradients, max_norm=1.0: (clip_gradients_globally(gradients, max_norm), 5.0),
    ),
    ("clip_gradients_globally", "returns_list", "returns nothing", lambda gradients, max_norm=1.0: None),
    (
        "clip_gradients_globally",
        "limit_respected",
        "sums the norms",
        scaled(lambda gs, limit: min(1.0, limit / max(sum(map(length, gs)), 1e-9))),
    ),
    (
        "clip_gradients_globally",
        "limit_respected",
        "forgets the root",
        scaled(lambda gs, limit: min(1.0, limit / max(total(gs) ** 2, 1e-9))),
    ),
    ("clip_gradients_globally", "limit_respected", "clips each alone", clip_gradients),
    ("clip_gradients_globally", "one_factor", "clips each alone", clip_gradients),
    ("clip_gradients_globally", "returns_list", "does nothing", lambda gradients, max_norm=1.0: list(gradients)),
    (
        "clip_gradients_globally",
        "short_untouched",
        "always rescales",
        scaled(lambda gs, limit: limit / max(total(gs), 1e-9)),
    ),
    ("clip_gradients_globally", "none_kept", "drops None", dropping_none(clip_gradients_globally)),
    (
        "clip_gradients_globally",
        "zero_gradients",
        "divides by zero",
        scaled(lambda gs, limit: min(1.0, limit / total(gs)) if total(gs) else math.nan),
    ),
    (
        "clip_gradients_globally",
        "at_the_limit",
        "shortens at the limit",
        scaled(lambda gs, limit: 0.9 if abs(total(gs) - limit) < 1e-4 else min(1.0, limit / max(total(gs), 1e-9))),
    ),
    ("clip_gradients_globally", "shape_and_dtype", "flattens", flattened(clip_gradients_globally)),
    (
        "clip_gradients_globally",
        "input_unchanged",
        "changes the list",
        lambda gradients, max_norm=1.0: (
            gradients.__setitem__(slice(None), clip_gradients_globally(gradients, max_norm)) or gradients
        ),
    ),
    (
        "clip_gradients_globally",
        "default_limit",
        "has another default",
        lambda gradients, max_norm=5.0: clip_gradients_globally(gradients, max_norm),
    ),
    ("detect_explosion", "returns_report", "returns a list", lambda gradient_history, threshold=100.0: []),
    ("detect_explosion", "returns_report", "leaves two entries out", without("failed", "unstable")),
    (
        "detect_explosion",
        "events_above",
        "counts from one",
        report_with(events=lambda h, t, r: [i + 1 for i in r["events"]]),
    ),
    (
        "detect_explosion",
        "events_above",
        "ignores the threshold",
        lambda gradient_history, threshold=100.0: detect_explosion(gradient_history),
    ),
    (
        "detect_explosion",
        "events_above",
        "names the last event",
        report_with(first_event=lambda h, t, r: max(r["events"], default=None)),
    ),
    ("detect_explosion", "healthy", "calls everything unstable", report_with(unstable=lambda h, t, r: True)),
    (
        "detect_explosion",
        "at_the_threshold",
        "counts the threshold itself",
        report_with(events=lambda h, t, r: [i for i, one in enumerate(h) if not one < t]),
    ),
    (
        "detect_explosion",
        "nan_is_event",
        "compares only",
        report_with(events=lambda h, t, r: [i for i, one in enumerate(h) if one > t], failed=lambda h, t, r: False),
    ),
    (
        "detect_explosion",
        "inf_is_event",
        "does not see minus infinity",
        report_with(events=lambda h, t, r: [i for i, one in enumerate(h) if one > t or math.isnan(one)]),
    ),
    (
        "detect_explosion",
        "largest_finite",
        "takes the maximum of all",
        report_with(max_norm=lambda h, t, r: max(h) if h else math.nan),
    ),
    (
        "detect_explosion",
        "empty_history",
        "has no event before the first",
        report_with(first_event=lambda h, t, r: r["first_event"] if h else -1),
    ),
    (
        "detect_explosion",
        "only_nan",
        "counts finite epochs only",
        report_with(frequency=lambda h, t, r: r["frequency"] if finite(h) or not h else 0.0),
    ),
    ("detect_explosion", "frequency", "gives the number", report_with(frequency=lambda h, t, r: len(r["events"]))),
    (
        "detect_explosion",
        "instability",
        "forgets the mean",
        report_with(unstable=lambda h, t, r: bool(len(finite(h)) and np.var(finite(h)) > 1)),
    ),
    ("analyze_gradients", "returns_norms", "counts biases", taped(mean_square, lambda v: True)),
    ("analyze_gradients", "returns_norms", "returns one number", lambda model, x_sample: 1.5),
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
        "clip_gradients",
        "nan_beside",
        "gives up at NaN",
        lambda gradients, max_norm=1.0: list(gradients) if broken(gradients) else clip_gradients(gradients, max_norm),
    ),
    ("clip_gradients", "nan_beside", "hides NaN", each(lambda g, limit: np.nan_to_num(clipped(g, limit)))),
    (
        "clip_gradients_globally",
        "nan_shows",
        "hides NaN",
        lambda gradients, max_norm=1.0: [
            None if one is None else np.nan_to_num(one) for one in clip_gradients_globally(gradients, max_norm)
        ],
    ),
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
