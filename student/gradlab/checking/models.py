"""Small Keras models made from plain data, so that a check can ask about a model without sending one across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

Layer = tuple[Any, ...]


@dataclass(frozen=True)
class ModelSpec:
    """A model to be built on either side of the process boundary with the very same weights.

    Attributes:
        layers: rows such as ``("dense", 8, "tanh", True)`` (units, activation, bias), ``("batchnorm",)``,
            ``("layernorm",)``, ``("dropout", 0.2)``, ``("conv", 4, 3, "relu")``, ``("reshape", 4, 4, 1)``,
            ``("flatten",)``, ``("residual", "relu", True)`` (a dense layer added to its own input), ``("frozen", 8,
            "tanh", True)`` (a dense layer that is not trainable), ``("aside", 4)`` (a dense layer whose output nobody uses).
        inputs: number of input features.
        style: ``sequential``, ``functional`` or ``subclassed``.
        seed: the weights are drawn from ``numpy.random.default_rng(seed)`` in order of creation, biases and
            normalisation parameters too, so that no part of the model sits at a special value.
    """

    layers: tuple[Layer, ...]
    inputs: int
    style: str = "sequential"
    seed: int = 0
    scale: float = field(default=0.5)

    def as_data(self) -> dict[str, Any]:
        """The specification as plain values."""
        rows = [list(row) for row in self.layers]
        return {"layers": rows, "inputs": self.inputs, "style": self.style, "seed": self.seed, "scale": self.scale}

    @staticmethod
    def from_data(data: dict[str, Any]) -> ModelSpec:
        """The inverse of `as_data`."""
        rows = tuple(tuple(row) for row in data["layers"])
        return ModelSpec(rows, data["inputs"], data["style"], data["seed"], data["scale"])


def build(spec: ModelSpec) -> keras.Model:
    """Build the model of `spec` and draw its weights.

    Returns:
        A built, uncompiled Keras model from ``(batch, spec.inputs)``.
    """
    return build_with_drawn(spec)[0]


def build_with_drawn(spec: ModelSpec) -> tuple[keras.Model, list[Any]]:
    """The model of `spec`, and its variables whose values were drawn: what `draw_weights` takes to draw them anew."""
    import keras

    blocks = [_block(row) for row in spec.layers]
    if spec.style == "sequential":
        model = keras.Sequential([keras.Input((spec.inputs,)), *blocks])
    elif spec.style == "functional":
        inputs = keras.Input((spec.inputs,))
        model = keras.Model(inputs, _chain(blocks, inputs))
    else:
        model = _subclassed(blocks)
        model(np.zeros((2, spec.inputs), "float32"))
    drawn = list(model.trainable_variables)
    draw_weights(spec, drawn)
    for row, block in zip(spec.layers, blocks, strict=True):
        if row[0] == "frozen":  # only now, so that its weights are drawn like all others
            block.trainable = False
    return model, drawn


def draw_weights(spec: ModelSpec, drawn: Sequence[Any]) -> None:
    """Give the variables of a model with the layers of `spec` the values that `spec` says."""
    rng = np.random.default_rng(spec.seed)
    for variable in drawn:
        fan_in = variable.shape[0] if len(variable.shape) > 1 else 1
        spread = spec.scale if len(variable.shape) == 1 else 1.0 / np.sqrt(fan_in)
        centre = 1.0 if variable.name == "gamma" else 0.0
        variable.assign((centre + spread * rng.standard_normal(variable.shape)).astype("float32"))


def _chain(blocks: list[Any], x: Any) -> Any:
    for block in blocks:
        x = block(x)
    return x


def _subclassed(blocks: list[Any]) -> keras.Model:
    import keras

    class Chain(keras.Model):  # type: ignore[misc, unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.blocks = blocks

        def call(self, x: Any, training: bool | None = None) -> Any:
            for block in self.blocks:
                x = block(x, training=training) if isinstance(block, keras.layers.BatchNormalization) else block(x)
            return x

    return Chain()


def _block(row: Layer) -> Any:
    import keras

    layers = keras.layers
    match row:
        case ("dense" | "frozen", units, activation, bias):
            return layers.Dense(units, activation=activation, use_bias=bias)
        case ("conv", filters, size, activation):
            return layers.Conv2D(filters, size, activation=activation)
        case ("aside", units):
            return _aside(units)
        case ("residual", activation, bias):
            return _Residual(activation, bias)
        case ("batchnorm",):
            return layers.BatchNormalization()
        case ("layernorm",):
            return layers.LayerNormalization()
        case ("dropout", rate):
            return layers.Dropout(rate)
        case ("reshape", *shape):
            return layers.Reshape(tuple(shape))
        case ("flatten",):
            return layers.Flatten()
        case _:
            raise ValueError(f"unknown layer {row!r} in a model specification")


def _aside(units: int) -> Any:
    import keras

    class Aside(keras.layers.Layer):  # type: ignore[misc, unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.dense = keras.layers.Dense(units)

        def call(self, x: Any) -> Any:
            self.dense(x)
            return x

    return Aside()


class _Residual:
    """x + dense(x), with the dense layer created when the width is known."""

    def __init__(self, activation: str, bias: bool) -> None:
        self.activation, self.bias = activation, bias

    def __call__(self, x: Any) -> Any:
        import keras

        branch = keras.layers.Dense(x.shape[-1], activation=self.activation, use_bias=self.bias)(x)
        return keras.layers.Add()([x, branch])
