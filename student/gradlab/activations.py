"""What the units of a network do with a batch: how many are saturated, how many never fire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from .kernels import named_layers
from .measure import as_batch, build_if_needed, forward, unchanged

# An output counts as saturated where the slope is below 2.66 % of its maximum: sigmoid beyond |z| = 5 (the rule of
# DeepDiagnosis, Wardat et al., ICSE 2022), and, as tanh(z) = 2 sigmoid(2 z) - 1, tanh beyond |z| = 2.5.
_SIGMOID_EDGE = 0.0066929
_TANH_EDGE = 2 * _SIGMOID_EDGE
_SIGMOIDS = ("sigmoid", "hard_sigmoid")
_RELUS = ("relu", "relu6")
_NOT_HIDDEN = ("linear", "softmax", "log_softmax")


class Activity(NamedTuple):
    """What one layer's units do with a batch.

    `kind` is "sigmoid", "tanh", "relu" or "other"; `saturated` the share of outputs at the flat ends of a sigmoid or
    tanh (0.0 for others); `dead` the share of units (columns, or channels of an image) that are 0 for every example;
    `rms` the root mean square output; `values` the outputs, at most 20,000 of them.
    """

    kind: str
    saturated: float
    dead: float
    rms: float
    values: NDArray[np.float32]


def activity(model: keras.Model, x: Any, training: bool = True) -> dict[str, Activity]:
    """Return the `Activity` of every hidden layer with an activation, by layer name, for the batch `x`.

    Use 64 examples or more: a unit that is 0 on a few examples need not be dead. The model stays as it was.
    """
    x = as_batch(x, "x")
    build_if_needed(model, x)
    found = {}
    with unchanged(model), _outputs_kept(model) as kept:
        prediction = forward(model, x, training)
        for name, layer in named_layers(model):
            outputs = [output for output in kept.get(id(layer), []) if output is not prediction]
            kind = activation_kind(layer) if outputs else None
            if kind is not None:
                values = np.concatenate([np.asarray(output, np.float32) for output in outputs])
                found[name] = _describe(kind, values)
    return found


def activation_kind(layer: keras.layers.Layer) -> str | None:
    """Return the kind of activation that ends `layer`, or None for a layer without one, by its declaration."""
    if isinstance(layer, keras.layers.ReLU):
        return "other" if layer.negative_slope else "relu"
    if isinstance(layer, keras.layers.LeakyReLU | keras.layers.PReLU | keras.layers.ELU):
        return "other"
    function = getattr(layer, "activation", None)
    if function is None or isinstance(layer, keras.layers.Softmax):
        return None
    name = str(getattr(function, "__name__", type(function).__name__)).lower()
    if name in _NOT_HIDDEN:
        return None
    if name in _SIGMOIDS:
        return "sigmoid"
    return name if name == "tanh" else "relu" if name in _RELUS else "other"


def _describe(kind: str, values: NDArray[np.float32]) -> Activity:
    saturated = 0.0
    if kind == "sigmoid":
        saturated = float(np.mean((values < _SIGMOID_EDGE) | (values > 1 - _SIGMOID_EDGE)))
    elif kind == "tanh":
        saturated = float(np.mean(np.abs(values) > 1 - _TANH_EDGE))
    units = values.reshape(-1, values.shape[-1])
    dead = float(np.mean(np.all(units == 0, axis=0)))
    rms = float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))
    step = max(1, -(-values.size // 20_000))
    return Activity(kind, saturated, dead, rms, values.ravel()[::step].copy())


@contextmanager
def _outputs_kept(model: keras.Model) -> Iterator[dict[int, list[Any]]]:
    """Keep what each layer returns, by the layer's id; a shared layer returns several times."""
    kept: dict[int, list[Any]] = {}

    def listen(layer: keras.layers.Layer) -> None:
        call = layer.call

        @wraps(call)
        def kept_call(*args: Any, **kwargs: Any) -> Any:
            result = call(*args, **kwargs)
            if hasattr(result, "shape") and len(result.shape) >= 2:
                kept.setdefault(id(layer), []).append(result)
            return result

        # Past Keras' own __setattr__, which would track the function as part of the layer.
        object.__setattr__(layer, "call", kept_call)

    layers = [layer for _, layer in named_layers(model) if activation_kind(layer) is not None]
    for layer in layers:
        listen(layer)
    try:
        yield kept
    finally:
        for layer in layers:
            object.__delattr__(layer, "call")
