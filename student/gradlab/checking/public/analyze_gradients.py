"""Public checks of `analyze_gradients`: the gradient norm of every kernel of a plain dense network."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gradlab.checking.calls import Answer, Call
from gradlab.checking.check import Judging, Outcome, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.gradients_in_words import describe, listed
from gradlab.checking.models import ModelSpec
from gradlab.checking.planted import Planted
from gradlab.checking.values import Array, plain

OWN_WORK = ("gradlab.measure.kernel_gradients", "gradlab.checking.planted.Planted")
"""What the answer may not use: the task is to write the measure, not to call it. The prompt says so."""

TOLERANCE = 1e-3
"""Relative. Eager and traced float32 norms of these small networks agree to 1e-5; a wrong one is off by per cents."""


def numbers(answer: Answer) -> list[float] | None:
    """The returned norms as floats, or None when something else came back."""
    value = plain(answer.value)
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return [float(one) for one in value]
    if not isinstance(value, (list, tuple)):
        return None
    found = [
        float(one) for one in value if isinstance(one, (int, float)) or (isinstance(one, np.ndarray) and one.size == 1)
    ]
    return found if len(found) == len(value) else None


def agrees(found: list[float] | None, expected: list[float]) -> bool:
    """Whether all norms are right."""
    return (
        found is not None
        and len(found) == len(expected)
        and bool(np.allclose(found, expected, rtol=TOLERANCE, atol=1e-9))
    )


def sample(draw: Draw, rows: int, inputs: int) -> Array:
    """A batch of standard normal inputs, float32 of shape (rows, inputs)."""
    return draw.rng.standard_normal((rows, inputs)).astype("float32")


@lru_cache(maxsize=32)
def _planted(spec: ModelSpec, data: bytes, rows: int) -> Planted:
    return Planted.of(spec, np.frombuffer(data, "float32").reshape(rows, spec.inputs))


def planted(spec: ModelSpec, x: Array) -> Planted:
    """What is true of this model and batch."""
    return _planted(spec, x.tobytes(), len(x))


def judged(words: str, answer: Answer, truth: Planted, good: str) -> Outcome:
    """Compare returned norms with the true ones, and recognise the usual mistakes by what they give."""
    found = numbers(answer)
    if agrees(found, truth.norms):
        return passed(good)
    why, next_step = truth.diagnose(found)
    return failed(
        did=f"We called analyze_gradients with {words}.",
        got=f"It returned {listed(found[:8])}." if found else describe(answer.value, answer.kind),
        must=f"This model has {len(truth.norms)} trainable kernels. Their gradient norms, from input to output, are what has to"
        " come back; the loss is the mean of (model(x) - 1) squared.",
        why=why,
        next_step=next_step,
    )


@check("Returns one norm for each kernel")
def returns_norms(draw: Draw) -> Judging:
    spec = ModelSpec(
        (("dense", 6, "tanh", True), ("dense", 4, "tanh", True), ("dense", 2, None, True)), 5, seed=draw.seed()
    )
    words = "a network of three dense layers and a batch of 8"
    (answer,) = yield [Call(words, (spec, sample(draw, 8, 5)))]
    found = numbers(answer)
    if found is not None and len(found) == 3:
        return passed("Three dense layers gave three numbers.")
    with_biases = found is not None and len(found) == 6
    return failed(
        did=f"We called analyze_gradients with {words}.",
        got=f"It returned {len(found)} numbers." if found is not None else describe(answer.value, answer.kind),
        must="It has to return a list of floats, one for each of the three kernels, from input to output.",
        why="Six numbers for three layers: the biases are among them. A bias has one dimension, a kernel has two or more."
        if with_biases
        else "",
        next_step="Does every way through your function end with `return` and the list?"
        if plain(answer.value) is None
        else "Print the name and the shape of every trainable weight, and keep those that are kernels.",
    )


@check("The norms of a dense network are right", needs=[returns_norms])
def dense_norms(draw: Draw) -> Judging:
    # No ReLU: five of them are all dead once in a hundred draws, and then every norm is 0, however it is measured.
    spec = ModelSpec(
        (
            ("dense", 8, "tanh", True),
            ("dense", 6, "sigmoid", True),
            ("dense", 5, "elu", True),
            ("dense", 3, None, True),
        ),
        6,
        seed=draw.seed(),
    )
    x = sample(draw, 16, 6)
    words = "a network of four dense layers and a batch of 16"
    (answer,) = yield [Call(words, (spec, x))]
    return judged(words, answer, planted(spec, x), "All four gradient norms are right.")
