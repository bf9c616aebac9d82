"""The networks of the lecture and the lab: sick on purpose, and a residual one that is well."""

from __future__ import annotations

from typing import Any

import keras


def create_problematic_network() -> keras.Model:
    """Return the lab's patient: 784 -> 4 x Dense(128, sigmoid) -> 10 probabilities, compiled with SGD(0.01).

    Its gradients vanish: with Keras' default (Glorot uniform) weights each layer passes on about 24 % of the gradient.
    """
    layers = [keras.layers.Dense(128, activation="sigmoid", name=f"hidden_{i}") for i in range(1, 5)]
    return _compiled(_sequential(784, layers, keras.layers.Dense(10, activation="softmax", name="output")))


def create_deep_sigmoid_network(depth: int = 10, width: int = 64, inputs: int = 784, classes: int = 10) -> keras.Model:
    """Return `depth` sigmoid layers of `width` units before a softmax: vanishing gradients that nobody can miss."""
    _check_size(depth=depth, width=width)
    layers = [keras.layers.Dense(width, activation="sigmoid", name=f"hidden_{i}") for i in range(1, depth + 1)]
    return _compiled(_sequential(inputs, layers, keras.layers.Dense(classes, activation="softmax", name="output")))


def create_exploding_network(
    depth: int = 4, width: int = 64, stddev: float = 2.0, inputs: int = 784, outputs: int = 1
) -> keras.Model:
    """Return `depth` ReLU layers with weights drawn from N(0, stddev^2), a linear output and the mean squared error.

    Gradients explode in the first step and the loss is NaN after a few. Train it on the digit as a number:
    `model.fit(x, y.astype("float32"))`. The output is linear on purpose: behind a sigmoid or softmax, outputs this
    large saturate, and the gradient is exactly zero in many runs.
    """
    _check_size(depth=depth, width=width)
    if not stddev > 0:
        raise ValueError(f"stddev is {stddev}; give a positive number, 2.0 explodes.")

    def dense(units: int, activation: str | None, name: str) -> keras.layers.Layer:
        start = keras.initializers.RandomNormal(stddev=stddev)
        return keras.layers.Dense(units, activation=activation, kernel_initializer=start, name=name)

    hidden = [dense(width, "relu", f"hidden_{i}") for i in range(1, depth + 1)]
    return _compiled(_sequential(inputs, hidden, dense(outputs, None, "output")), loss="mean_squared_error", metrics=())


def create_residual_network(
    depth: int = 10, width: int = 64, activation: str = "relu", inputs: int = 784, classes: int = 10
) -> keras.Model:
    """Return a functional network whose `depth` hidden layers (after a first one) each add to what they receive.

    The sum gives the gradient a way around every layer, whatever the activation. The weights of a block start
    smaller by 1 / sqrt(depth), so that the sum of all blocks does not itself explode.
    """
    _check_size(depth=depth, width=width)
    gain = 2.0 if activation == "relu" else 1.0
    entry = keras.Input((inputs,))
    flow = keras.layers.Dense(width, activation=activation, kernel_initializer=_scaled_start(gain), name="hidden_1")(
        entry
    )
    for block in range(1, depth + 1):
        branch = keras.layers.Dense(
            width, activation=activation, kernel_initializer=_scaled_start(gain / depth), name=f"block_{block}"
        )(flow)
        flow = keras.layers.Add(name=f"add_{block}")([flow, branch])
    return _compiled(keras.Model(entry, keras.layers.Dense(classes, activation="softmax", name="output")(flow)))


def _scaled_start(gain: float) -> keras.initializers.Initializer:
    """Return normal weights of variance gain / inputs."""
    return keras.initializers.VarianceScaling(scale=gain, mode="fan_in", distribution="untruncated_normal")


def _sequential(inputs: int, hidden: list[keras.layers.Layer], output: keras.layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input((inputs,)), *hidden, output])


def _compiled(
    model: keras.Model, loss: str = "sparse_categorical_crossentropy", metrics: tuple[Any, ...] = ("accuracy",)
) -> keras.Model:
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss=loss, metrics=list(metrics))
    return model


def _check_size(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise ValueError(f"{name} is {size}; give a whole number of at least 1.")
