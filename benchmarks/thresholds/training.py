"""Short trainings from fresh initial weights, in one traced graph per family and optimiser."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from measuring import Redraw, cross_entropy

from gradlab.digits import Digits

BATCH, EPOCHS, TRAINED, HELD_OUT = 32, 3, 1000, 400
COLUMNS = ("loss_before", "loss_after", "accuracy", "accuracy_inference", "largest_norm", "first_update", "finite",
           "first_moved", "worst_loss")  # fmt: skip

OPTIMIZERS: dict[str, Callable[[], keras.optimizers.Optimizer]] = {
    "adam": lambda: keras.optimizers.Adam(1e-3, clipnorm=1.0),
    "adam global": lambda: keras.optimizers.Adam(1e-3, global_clipnorm=1.0),
    "adam value": lambda: keras.optimizers.Adam(1e-3, clipvalue=0.5),
    "adam 0.01": lambda: keras.optimizers.Adam(1e-2, clipnorm=1.0),
    "adam 0.1": lambda: keras.optimizers.Adam(0.1, clipnorm=1.0),
    "sgd 0.001": lambda: keras.optimizers.SGD(0.001, clipnorm=1.0),
    "sgd 0.01": lambda: keras.optimizers.SGD(0.01, clipnorm=1.0),
    "sgd 0.1": lambda: keras.optimizers.SGD(0.1, clipnorm=1.0),
    "sgd 0.1 global": lambda: keras.optimizers.SGD(0.1, global_clipnorm=1.0),
    "sgd 0.01 momentum": lambda: keras.optimizers.SGD(0.01, momentum=0.9, clipnorm=1.0),
    "sgd 0.1 momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9, clipvalue=0.5),
    "rmsprop": lambda: keras.optimizers.RMSprop(1e-3, clipnorm=1.0),
    "sgd 0.5 global": lambda: keras.optimizers.SGD(0.5, momentum=0.9, global_clipnorm=0.2),
    "adam 0.003": lambda: keras.optimizers.Adam(3e-3, clipnorm=1.0),
    "sgd 1": lambda: keras.optimizers.SGD(1.0, clipnorm=1.0),
    "sgd 10": lambda: keras.optimizers.SGD(10.0, clipnorm=1.0),
}


def train(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, digits: Digits, draws: int, seed: int
) -> np.ndarray:
    """One row of ``COLUMNS`` per training; losses are those of the training images in training mode.

    ``accuracy`` is that of the held-out images with the statistics of the batch, ``accuracy_inference`` with the
    moving averages. ``first_update`` is the median over the steps of the change of the first kernel divided by its
    norm, ``first_moved`` the change of the first kernel over the whole training divided by its initial norm.
    """
    redraw = Redraw(model, seed)
    images, labels = tf.constant(digits.x[:TRAINED]), tf.constant(digits.y[:TRAINED])
    unseen, truth = (tf.constant(a[TRAINED : TRAINED + HELD_OUT]) for a in digits)
    optimizer.build(model.trainable_variables)
    first = next(w for layer in model.layers for w in layer.weights if len(w.shape) >= 2)
    start = [v.value + 0 for v in optimizer.variables]
    random = tf.random.Generator.from_seed(seed)
    steps = TRAINED // BATCH

    @tf.function(autograph=False)
    def step(index: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            loss = cross_entropy(tf.gather(labels, index), model(tf.gather(images, index), training=True))
        gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
        before = first.value + 0
        optimizer.apply(gradients, model.trainable_variables)
        change = tf.norm(first.value - before) / tf.norm(before)
        return loss, tf.linalg.global_norm(gradients), change

    @tf.function
    def one() -> tf.Tensor:
        redraw()
        for variable, value in zip(optimizer.variables, start, strict=True):
            variable.assign(value)
        origin = first.value + 0
        loss_before = cross_entropy(labels, model(images, training=True))
        losses = tf.TensorArray(tf.float32, EPOCHS * steps)
        norms = tf.TensorArray(tf.float32, EPOCHS * steps)
        changes = tf.TensorArray(tf.float32, EPOCHS * steps)
        for epoch in tf.range(EPOCHS):
            order = tf.argsort(random.uniform((TRAINED,)))
            for k in tf.range(steps):
                loss, norm, change = step(order[k * BATCH : (k + 1) * BATCH])
                at = epoch * steps + k
                losses, norms, changes = losses.write(at, loss), norms.write(at, norm), changes.write(at, change)
        losses, norms, changes = losses.stack(), norms.stack(), changes.stack()
        after = cross_entropy(labels, model(images, training=True))
        finite = tf.reduce_all([tf.reduce_all(tf.math.is_finite(v.value)) for v in model.trainable_variables])
        finite &= tf.reduce_all(tf.math.is_finite(losses)) & tf.reduce_all(tf.math.is_finite(norms))

        def accuracy(training: bool) -> tf.Tensor:
            found = tf.argmax(model(unseen, training=training), axis=1)
            return tf.reduce_mean(tf.cast(found == truth, tf.float32))

        median = tf.sort(changes)[EPOCHS * steps // 2]
        moved = tf.norm(first.value - origin) / tf.norm(origin)
        return tf.stack([loss_before, after, accuracy(True), accuracy(False), tf.reduce_max(norms), median,
                         tf.cast(finite, tf.float32), moved, tf.reduce_max(losses)])  # fmt: skip

    return np.stack([one().numpy() for _ in range(draws)])
