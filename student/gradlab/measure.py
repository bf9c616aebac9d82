"""Measure how much gradient reaches each layer of a network, and leave the network as it was."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from .kernels import trainable_kernels
from .norms import first_last_ratio as first_last_ratio

# A Keras loss by name, as an object, or a function of (y, y_pred).
Loss: TypeAlias = str | Callable[..., Any]


def gradient_norms(
    model: keras.Model, x: Any, y: Any = None, loss: Loss | None = None, training: bool = True
) -> dict[str, float]:
    """Return the L2 norm of d loss / d kernel for every trainable weight matrix, by layer name, input to output.

    `x` is one batch, `y` its targets. Without `loss`: integer labels are judged by sparse categorical cross-entropy
    (logits are recognised), other targets by the model's compiled loss or the mean squared error; without `y`, by the
    lecture's probe mean((model(x) - 1)^2), whose gradients are some 50 times smaller behind a softmax. A `loss` of
    your own is called as loss(y, y_pred), or loss(y_pred) when there is no `y`. A layer that the loss does not depend
    on has norm 0.0. Keep `training=True`: in inference a fresh batch normalisation does nothing, and the network looks
    as it would without it.

    Measuring changes nothing: weights, moving averages and random seeds are restored afterwards.
    """
    x = as_batch(x, "x")
    build_if_needed(model, x)
    kernels = trainable_kernels(model)
    if not kernels:
        raise ValueError(f"The model {model.name!r} has no trainable weight matrix; is `trainable` False everywhere?")
    with unchanged(model):
        gradients = kernel_gradients(model, [kernel.variable for kernel in kernels], x, y, loss, training)
        return {kernel.name: l2_norm(gradient) for kernel, gradient in zip(kernels, gradients, strict=True)}


def kernel_gradients(
    model: keras.Model, variables: list[Any], x: Any, y: Any, loss: Loss | None, training: bool
) -> list[Any]:
    """Return d loss / d variable for each of `variables`, dense, and zeros where the loss does not depend on it."""
    values = [variable.value for variable in variables]
    with tf.GradientTape() as tape:
        prediction = forward(model, x, training)
        total = scalar_loss(model, prediction, y, loss)
    gradients = tape.gradient(total, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return [tf.convert_to_tensor(gradient) for gradient in gradients]


def l2_norm(tensor: Any) -> float:
    """Return the L2 norm of a tensor; float64 keeps squares from overflowing or vanishing."""
    return float(np.linalg.norm(np.asarray(tensor, np.float64).ravel()))


def forward(model: keras.Model, x: Any, training: bool) -> Any:
    """Call the model, also one whose `call` takes no `training` argument."""
    parameters = inspect.signature(model.call).parameters
    takes_training = "training" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    return model(x, training=training) if takes_training else model(x)


def scalar_loss(model: keras.Model, prediction: Any, y: Any, loss: Loss | None) -> Any:
    """Return the mean loss of a batch as a float32 scalar; `gradient_norms` states which loss."""
    if isinstance(prediction, (list, tuple, dict)):
        raise ValueError("The model has several outputs; give a `loss` for one: wrap the model so that it returns it.")
    logits = getattr(prediction, "_keras_logits", None)
    prediction = tf.cast(prediction, tf.float32)
    if logits is not None:
        prediction._keras_logits = tf.cast(logits, tf.float32)
    if y is None:
        return tf.reduce_mean(loss(prediction) if callable(loss) else tf.square(prediction - 1.0))
    target = as_batch(y, "y")
    if target.shape[:1] != prediction.shape[:1]:
        raise ValueError(f"y has {target.shape[0]} entries, the model answers {prediction.shape[0]}; pass one batch.")
    chosen = keras.losses.get(loss) if loss is not None else default_loss(model, prediction, target)
    return tf.reduce_mean(chosen(target, prediction))


def default_loss(model: keras.Model, prediction: Any, target: Any) -> Any:
    """Choose the loss that fits the targets; see `gradient_norms`."""
    if target.dtype.is_integer and prediction.shape[-1] > 1 and len(target.shape) < len(prediction.shape):
        # NaN is neither below 0 nor away from 1: a softmax that has diverged still counts as probabilities. In 16-bit
        # precision they add up to 1 only roughly.
        off_one = tf.abs(tf.reduce_sum(prediction, axis=-1) - 1.0) > 0.05
        logits = bool(tf.reduce_any(prediction < 0)) or bool(tf.reduce_any(off_one))
        return keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    compiled = getattr(model, "loss", None)
    if isinstance(compiled, str | keras.losses.Loss) or callable(compiled):
        return keras.losses.get(compiled)
    return keras.losses.MeanSquaredError()


def as_batch(values: Any, name: str) -> Any:
    """Return `values` as tensors with a batch dimension, or say what is wrong with the argument `name`.

    A list, tuple or dict of arrays stays one, for models with several inputs; a list of numbers is an array.
    """
    if not (isinstance(values, (list, tuple, dict)) and all(hasattr(v, "shape") for v in tf.nest.flatten(values))):
        values = np.asarray(values) if isinstance(values, (list, tuple)) else values
    try:
        tensors = tf.nest.map_structure(tf.convert_to_tensor, values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is no array of numbers ({type(values).__name__}); pass one batch of data.") from error
    for tensor in tf.nest.flatten(tensors):
        if len(tensor.shape) == 0 or tensor.shape[0] == 0:
            raise ValueError(f"{name} has shape {tuple(tensor.shape)}; pass one batch with at least one example.")
    return tf.nest.map_structure(lambda t: tf.cast(t, tf.float32) if t.dtype == tf.float64 else t, tensors)


def build_if_needed(model: keras.Model, x: Any) -> None:
    """Create the weights of a model that has not been called yet, without training any statistic."""
    if not model.built or not model.weights:
        forward(model, tf.nest.map_structure(lambda t: t[:1], x), training=False)


@contextmanager
def unchanged(model: keras.Model) -> Iterator[None]:
    """Restore every variable of the model afterwards: weights, moving statistics, seed generators, metrics.

    Weights too, since layers such as SpectralNormalization assign them in a forward pass with training=True.
    """
    saved = [(variable, variable.numpy()) for variable in model.variables]
    try:
        yield
    finally:
        for variable, value in saved:
            variable.assign(value)
