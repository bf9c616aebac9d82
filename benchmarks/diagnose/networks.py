"""Healthy and sick networks on which the limits of `gradlab.diagnose` are measured."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import keras
import numpy as np

import gradlab

L = keras.layers
Build = Callable[[], keras.Model]


def dense(
    depth: int = 4,
    activation: str = "relu",
    start: str | float = "he_normal",
    width: int = 128,
    norm: str = "",
    dropout: float = 0.0,
    output: str | None = "softmax",
) -> keras.Model:
    """Return a dense network; `start` is an initializer or the standard deviation of normal weights."""
    layers: list[L.Layer] = [keras.Input((784,))]
    for _ in range(depth):
        weights = keras.initializers.RandomNormal(stddev=start) if isinstance(start, float) else start
        layers.append(L.Dense(width, kernel_initializer=weights))
        layers += {"batch": [L.BatchNormalization()], "layer": [L.LayerNormalization()]}.get(norm, [])
        layers.append(L.Activation(activation))
        layers += [L.BatchNormalization()] if norm == "after" else []
        layers += [L.Dropout(dropout)] if dropout else []
    return keras.Sequential([*layers, L.Dense(10, activation=output)])


def conv(
    depth: int = 3, activation: str = "relu", start: str = "he_normal", norm: bool = False, flat: bool = True
) -> keras.Model:
    layers: list[L.Layer] = [keras.Input((784,)), L.Reshape((28, 28, 1))]
    for number in range(depth):
        layers.append(L.Conv2D(16 * (number + 1), 3, padding="same", kernel_initializer=start))
        layers += [L.BatchNormalization()] if norm else []
        layers.append(L.Activation(activation))
        layers += [L.MaxPooling2D()] if number < 3 else []
    layers.append(L.Flatten() if flat else L.GlobalAveragePooling2D())
    return keras.Sequential([*layers, L.Dense(10, activation="softmax")])


def residual_conv() -> keras.Model:
    def part(flow: Any) -> Any:
        flow = L.Activation("relu")(L.BatchNormalization()(flow))
        return L.Conv2D(16, 3, padding="same", kernel_initializer="he_normal")(flow)

    entry = keras.Input((784,))
    flow = L.Conv2D(16, 3, padding="same", kernel_initializer="he_normal")(L.Reshape((28, 28, 1))(entry))
    for _ in range(3):
        flow = L.Add()([flow, part(part(flow))])
    return keras.Model(entry, L.Dense(10, activation="softmax")(L.GlobalAveragePooling2D()(flow)))


def recurrent(cell: type[L.Layer]) -> keras.Model:
    layers = [keras.Input((784,)), L.Reshape((28, 28)), cell(64), L.Dense(10, activation="softmax")]
    return keras.Sequential(layers)


def trained(build: Build, optimizer: str = "adam", epochs: int = 5) -> keras.Model:
    model = build()
    x, y, _, _ = gradlab.split_digits()
    model.compile(optimizer, "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=epochs, verbose=0)
    return model


def dying() -> keras.Model:
    model = dense()
    for layer in model.layers[:-1]:
        if isinstance(layer, L.Dense):
            layer.bias.assign(np.full(layer.units, -2.5))
    return model


residual = gradlab.create_residual_network
glorot, lecun = "glorot_uniform", "lecun_normal"

HEALTHY: dict[str, Build] = {
    **{f"relu he, depth {d}": partial(dense, d) for d in (1, 2, 4, 8)},
    "relu he, 12 x 64": partial(dense, 12, width=64),
    "relu he, 20 x 64": partial(dense, 20, width=64),
    "relu he, 3 x 32": partial(dense, 3, width=32),
    **{f"relu glorot, depth {d}": partial(dense, d, "relu", glorot) for d in (2, 4)},
    **{f"tanh glorot, depth {d}": partial(dense, d, "tanh", glorot) for d in (2, 4, 10)},
    **{f"selu lecun, depth {d}": partial(dense, d, "selu", lecun) for d in (4, 10)},
    **{f"{a} he": partial(dense, 4, a) for a in ("elu", "gelu", "silu", "leaky_relu")},
    "sigmoid, one layer": partial(dense, 1, "sigmoid", glorot),
    "sigmoid, batch norm before": partial(dense, 4, "sigmoid", glorot, norm="batch"),
    "sigmoid, batch norm after": partial(dense, 4, "sigmoid", glorot, norm="after"),
    "sigmoid, layer norm": partial(dense, 4, "sigmoid", glorot, norm="layer"),
    "relu, batch norm before": partial(dense, norm="batch"),
    "relu, batch norm after": partial(dense, norm="after"),
    "relu, batch norm, 10 x 64": partial(dense, 10, width=64, norm="batch"),
    "relu, layer norm": partial(dense, norm="layer"),
    "the lecture's solution": partial(dense, 3, norm="after", dropout=0.2),
    "relu, dropout 0.5": partial(dense, dropout=0.5),
    "relu, logits": partial(dense, output=None),
    "residual relu": residual,
    "residual sigmoid": partial(residual, 4, 128, "sigmoid"),
    "residual tanh": partial(residual, 8, 64, "tanh"),
    "conv relu": conv,
    "conv relu glorot": partial(conv, start=glorot),
    "conv tanh glorot": partial(conv, 3, "tanh", glorot),
    "conv relu, batch norm": partial(conv, norm=True),
    "conv relu, average pooling": partial(conv, flat=False),
    "conv relu, depth 6": partial(conv, 6),
    "residual conv": residual_conv,
    "lstm": partial(recurrent, L.LSTM),
    "gru": partial(recurrent, L.GRU),
    "trained relu": partial(trained, dense),
    "trained relu, sgd": partial(trained, dense, "sgd"),
    "trained relu, 20 epochs": partial(trained, dense, epochs=20),
    "trained relu, batch norm": partial(trained, partial(dense, norm="batch")),
    "trained tanh": partial(trained, partial(dense, 4, "tanh", glorot)),
    "trained selu": partial(trained, partial(dense, 4, "selu", lecun)),
    "trained conv": partial(trained, conv),
    "trained residual": partial(trained, residual),
    "trained lstm": partial(trained, partial(recurrent, L.LSTM)),
}

VANISHING, EXPLODING, SATURATED = "vanishing gradients", "exploding gradients", "saturated units"
DYING, SYMMETRIC, SCALED = "dying units", "symmetric weights", "badly scaled weights"

SICK: dict[str, tuple[str, Build]] = {
    "the lab's network": (VANISHING, gradlab.create_problematic_network),
    "the lab's network, trained": (VANISHING, partial(trained, gradlab.create_problematic_network, "sgd")),
    **{f"sigmoid glorot, depth {d}": (VANISHING, partial(dense, d, "sigmoid", glorot)) for d in (4, 6, 10, 20)},
    "sigmoid glorot, 5 x 32": (VANISHING, partial(dense, 5, "sigmoid", glorot, 32)),
    "sigmoid he": (VANISHING, partial(dense, 4, "sigmoid")),
    "hard sigmoid": (VANISHING, partial(dense, 4, "hard_sigmoid", glorot)),
    "softmax in hidden layers": (VANISHING, partial(dense, 4, "softmax", glorot)),
    "conv sigmoid, depth 5": (VANISHING, partial(conv, 5, "sigmoid", glorot)),
    "the exploding network": (EXPLODING, gradlab.create_exploding_network),
    "relu N(0, 1)": (EXPLODING, partial(dense, 4, "relu", 1.0)),
    "relu N(0, 1), logits": (EXPLODING, partial(dense, 4, "relu", 1.0, output=None)),
    "relu N(0, 0.3), depth 6": (EXPLODING, partial(dense, 6, "relu", 0.3)),
    "relu N(0, 0.2), depth 8": (EXPLODING, partial(dense, 8, "relu", 0.2)),
    "sigmoid N(0, 1)": (SATURATED, partial(dense, 4, "sigmoid", 1.0)),
    "tanh N(0, 1)": (SATURATED, partial(dense, 4, "tanh", 1.0)),
    "tanh N(0, 0.5)": (SATURATED, partial(dense, 4, "tanh", 0.5)),
    "relu, biases pushed down": (DYING, dying),
    "relu from zeros": (SYMMETRIC, partial(dense, 4, "relu", "zeros")),
    "sigmoid from ones": (SYMMETRIC, partial(dense, 4, "sigmoid", "ones")),
    "tanh N(0, 0.03), depth 6": (SCALED, partial(dense, 6, "tanh", 0.03)),
    "relu N(0, 0.02), depth 6": (SCALED, partial(dense, 6, "relu", 0.02)),
    "relu N(0, 0.3), depth 4": (SCALED, partial(dense, 4, "relu", 0.3)),
}
