"""Models recorded as in the grader and rebuilt as by the judge, beside the eager models that they came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab.checking.builds import Builds
from gradlab.checking.calls import Answer
from gradlab.checking.network import Network
from gradlab.checking.trace import record_builds
from gradlab.checking.values import Array

WIDTH = 784
Make = Callable[[], Any]


def answer_of(make: Make, seeds: Sequence[int] = (1,)) -> Answer:
    """The answer to a `Build`, after its way through bytes."""
    return Answer.from_bytes(Answer(record_builds(make, list(seeds))).as_bytes())


def network_of(make: Make) -> Network:
    """A model as the judge sees it."""
    return Builds.of(answer_of(make)).first


def both(make: Make) -> tuple[Any, Network]:
    """An eager model, and the same model as the judge sees it."""
    models: list[Any] = []

    def keep() -> Any:
        models.append(make())
        return models[-1]

    network = network_of(keep)
    return models[0], network


def eager_kernel_norms(model: Any, x: Array, y: Array) -> Array:
    """The gradient norm of each kernel, measured with a tape in training mode."""
    import keras
    import tensorflow as tf

    kernels = [variable for variable in model.trainable_variables if len(variable.shape) >= 2]
    with tf.GradientTape() as tape:
        losses = keras.losses.sparse_categorical_crossentropy(y, model(x, training=True))
        loss = tf.reduce_mean(losses)
    gradients = tape.gradient(loss, [kernel.value for kernel in kernels])
    return np.array([np.linalg.norm(np.asarray(one, "float64")) for one in gradients])


def dense(
    activation: Any, *, layers: int = 3, units: int = 16, initializer: str = "glorot_uniform", norm: Any = None
) -> Make:
    """A maker of dense networks that end in ten probabilities; `norm` makes a layer to stand before each activation."""

    def make() -> Any:
        import keras

        model = keras.Sequential([keras.Input((WIDTH,))])
        for _ in range(layers):
            model.add(keras.layers.Dense(units, kernel_initializer=initializer))
            if norm is not None:
                model.add(norm())
            if activation is not None:
                model.add(keras.layers.Activation(activation))
        model.add(keras.layers.Dense(10, activation="softmax"))
        return model

    return make
