"""Hidden checks of `analyze_gradients`: models in which kernels do not stand at every second place."""

from __future__ import annotations

import numpy as np

from gradlab.checking.calls import Call
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.models import ModelSpec
from gradlab.checking.public.analyze_gradients import agrees, dense_norms, judged, numbers, planted, sample

ZERO_GRADIENT_FAULT = "'str' object has no attribute '_type_enum'"
"""What ``tape.gradient(..., unconnected_gradients=ZERO)`` stops with when a Keras 3 variable has no gradient: TensorFlow
asks the variable for its dtype and gets a text. A student who wrote that has done what the task says."""


@check("Batch normalisation does not shift the layers", needs=[dense_norms])
def batch_norm(draw: Draw) -> Judging:
    layers = (
        ("dense", 7, "tanh", True),
        ("batchnorm",),
        ("dense", 6, "tanh", True),
        ("batchnorm",),
        ("dense", 3, None, True),
    )
    spec = ModelSpec(layers, 5, seed=draw.seed())
    x = sample(draw, 16, 5)
    words = "a network of three dense layers with batch normalisation between them"
    (answer,) = yield [Call(words, (spec, x))]
    return judged(words, answer, planted(spec, x), "Only the three kernels were counted, not gamma and beta.")


@check("Layers without bias are counted too", needs=[dense_norms])
def without_bias(draw: Draw) -> Judging:
    layers = (
        ("dense", 6, "tanh", False),
        ("dense", 5, "tanh", False),
        ("layernorm",),
        ("dense", 4, "tanh", False),
        ("dense", 2, None, True),
    )
    spec = ModelSpec(layers, 6, seed=draw.seed())
    x = sample(draw, 16, 6)
    words = "a network of four dense layers, the first three without bias, and layer normalisation after the second"
    (answer,) = yield [Call(words, (spec, x))]
    return judged(words, answer, planted(spec, x), "All four kernels were found, with and without bias.")


@check("A functional model with residual connections works", needs=[dense_norms])
def residual(draw: Draw) -> Judging:
    layers = (
        ("dense", 6, "tanh", True),
        ("residual", "tanh", True),
        ("residual", "tanh", True),
        ("dense", 3, None, True),
    )
    spec = ModelSpec(layers, 4, style="functional", seed=draw.seed())
    x = sample(draw, 16, 4)
    words = "a functional model with two residual connections"
    (answer,) = yield [Call(words, (spec, x))]
    return judged(words, answer, planted(spec, x), "The four kernels of a residual model were measured rightly.")


@check("A convolution's kernel counts as one", needs=[dense_norms])
def convolution(draw: Draw) -> Judging:
    layers = (("reshape", 4, 4, 1), ("conv", 3, 3, "tanh"), ("flatten",), ("dense", 3, None, True))
    spec = ModelSpec(layers, 16, style="subclassed", seed=draw.seed())
    x = sample(draw, 8, 16)
    words = "a subclassed model with a convolution (a kernel of four dimensions) and a dense layer"
    (answer,) = yield [Call(words, (spec, x))]
    return judged(words, answer, planted(spec, x), "Convolution and dense kernel were measured.")


@check("The model's weights stay as they were", needs=[dense_norms])
def weights_unchanged(draw: Draw) -> Judging:
    layers = (("dense", 5, "tanh", True), ("batchnorm",), ("dense", 3, None, True))
    spec = ModelSpec(layers, 4, seed=draw.seed())
    x = sample(draw, 8, 4)
    words = "a small network with batch normalisation"
    (answer,) = yield [Call(words, (spec, x))]
    before = planted(spec, x).weights
    after = list(answer.arguments[0]) if answer.arguments and isinstance(answer.arguments[0], list) else []
    same = len(after) == len(before) and all(np.array_equal(one, two) for one, two in zip(after, before, strict=True))
    if same:
        return passed("Measuring changed nothing in the model.")
    moved = [i for i, (one, two) in enumerate(zip(after, before, strict=False)) if not np.array_equal(one, two)]
    only_statistics = len(after) == len(before) and set(moved) <= {4, 5}
    return failed(
        did=f"We called analyze_gradients with {words} and compared all weights before and after.",
        got="The moving statistics of batch normalisation have changed."
        if only_statistics
        else "Weights have changed.",
        must="Measuring must not train: every weight and every moving statistic has to be what it was.",
        why="A forward pass with training=True updates the moving statistics." if only_statistics else "",
        next_step="Look for an optimizer step, assign, fit, or training=True in your function.",
    )


@check("Frozen layers are left out", needs=[dense_norms])
def frozen_left_out(draw: Draw) -> Judging:
    layers = (("dense", 6, "tanh", True), ("frozen", 5, "tanh", True), ("dense", 3, None, True))
    spec = ModelSpec(layers, 4, seed=draw.seed())
    x = sample(draw, 16, 4)
    words = "a network of three dense layers, the second of them frozen (trainable = False)"
    (answer,) = yield [Call(words, (spec, x))]
    return judged(words, answer, planted(spec, x), "The frozen layer's kernel is not in your list.")


@check("A weight without gradient has norm 0", needs=[dense_norms])
def unused_is_zero(draw: Draw) -> Judging:
    layers = (("dense", 6, "tanh", True), ("aside", 4), ("dense", 3, None, True))
    spec = ModelSpec(layers, 5, style="subclassed", seed=draw.seed())
    x = sample(draw, 16, 5)
    words = "a network of two dense layers and a third, in between, whose output is thrown away"
    (answer,) = yield [Call(words, (spec, x), excused=ZERO_GRADIENT_FAULT)]
    if answer.error is not None:
        return passed("TensorFlow cannot give zeros for a Keras weight without gradient; that costs you nothing.")
    truth = planted(spec, x)
    if not agrees(numbers(answer), [norm for norm in truth.norms if norm]):
        return judged(words, answer, truth, "The kernel that the loss does not depend on has norm 0.0.")
    return failed(
        did=f"We called analyze_gradients with {words}.",
        got="The norms of two kernels came back, and none for the third.",
        must="Every trainable kernel has its place in the list; one that the loss does not depend on has the norm 0.0.",
        why="The tape gives None for it, and your function leaves it out: the next number moves into its place.",
        next_step="Append 0.0 where the gradient is None.",
    )


@check("One single sample is enough", needs=[dense_norms])
def single_sample(draw: Draw) -> Judging:
    spec = ModelSpec((("dense", 5, "sigmoid", True), ("dense", 2, None, True)), 3, seed=draw.seed())
    x = sample(draw, 1, 3)
    words = "a network of two dense layers and a single sample"
    (answer,) = yield [Call(words, (spec, x))]
    return judged(words, answer, planted(spec, x), "A batch of one works as well.")
