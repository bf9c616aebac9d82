"""The networks whose gradients are measured: one builder that covers what a student may hand in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
from keras import layers

INPUTS, CLASSES = 784, 10


def normal(stddev: float) -> keras.initializers.Initializer:
    """Zero-mean normal weights of the given standard deviation, the same for every shape."""
    return keras.initializers.RandomNormal(stddev=stddev)


def normalisation(kind: str) -> keras.layers.Layer:
    """A fresh normalisation layer: ``batch``, ``layer`` or ``rms``."""
    kinds = {"batch": layers.BatchNormalization, "layer": layers.LayerNormalization, "rms": layers.RMSNormalization}
    return kinds[kind]()


def dense_network(
    hidden: Sequence[int] = (128,) * 4,
    activation: str | Callable[[Any], Any] = "relu",
    init: Any = "glorot_uniform",
    *,
    before: str = "",
    after: str = "",
    dropout: float = 0.0,
    residual: bool = False,
    last_init: Any = None,
    frozen: int = 0,
) -> keras.Model:
    """Build 784 -> hidden -> 10 probabilities, with a normalisation before or after each activation.

    ``residual`` adds the input of each equally wide layer to its output; ``frozen`` is the number of first
    layers that do not train; ``last_init`` is the initialiser of the output layer (default: as the others).
    """

    def fresh(kind: Any) -> Any:
        # A layer may not share an initialiser: a shared one would draw the same numbers for each.
        if isinstance(kind, keras.initializers.Initializer):
            return kind.clone()
        return keras.initializers.get(kind)

    inputs = keras.Input((INPUTS,))
    x = inputs
    for index, units in enumerate(hidden):
        skip = x
        x = layers.Dense(units, kernel_initializer=fresh(init), trainable=index >= frozen)(x)
        if before:
            x = normalisation(before)(x)
        x = layers.Activation(activation)(x)
        if after:
            x = normalisation(after)(x)
        if residual and skip.shape == x.shape:
            x = layers.Add()([skip, x])
        if dropout:
            x = layers.Dropout(dropout)(x)
    last = layers.Dense(CLASSES, activation="softmax", kernel_initializer=fresh(last_init or init))
    return keras.Model(inputs, last(x))


def convolutional_network(activation: str, init: str = "glorot_uniform", *, before: str = "") -> keras.Model:
    """Build three convolutions and two dense layers on the images reshaped to 28 x 28."""
    inputs = keras.Input((INPUTS,))
    x = layers.Reshape((28, 28, 1))(inputs)
    for filters in (8, 16, 16):
        x = layers.Conv2D(filters, 3, padding="same", kernel_initializer=init)(x)
        if before:
            x = normalisation(before)(x)
        x = layers.Activation(activation)(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    x = layers.Dense(32, activation=activation, kernel_initializer=init)(x)
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(x))
