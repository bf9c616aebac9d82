"""Redraw a network's initial weights and measure its gradients, in one traced graph per family."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from gradlab.digits import Digits

BATCH = 64
# At 5 the slope of the sigmoid is 2.7 % of its peak; that of tanh, which is a sigmoid of twice the input, at 2.5.
SATURATED = {"Sigmoid": 5.0, "Tanh": 2.5}
RECTIFIERS = ("Relu", "Relu6")


def cross_entropy(labels: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
    """Mean of -log(max(p, 1e-7)) over the batch, p being the probability of the true class."""
    p = tf.gather(probabilities, labels, batch_dims=1)
    return -tf.reduce_mean(tf.math.log(tf.maximum(p, 1e-7)))


def every_layer(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers that own weights, in the order in which they were added."""
    return [layer for layer in model.layers if layer.weights]


def kernels(model: keras.Model) -> list[keras.Variable]:
    """Every weight matrix (two or more dimensions) from input to output, frozen ones included."""
    return [w for layer in every_layer(model) for w in layer.weights if len(w.shape) >= 2]


class Redraw:
    """Give every weight of a model a new initial value, as its layer's own initialisers would.

    The initialisers of Keras repeat one draw; with a seed generator as their seed they continue, also inside a
    traced function, so that one trace serves thousands of draws.
    """

    def __init__(self, model: keras.Model, seed: int) -> None:
        self._plan = []
        for layer in every_layer(model):
            for weight in layer.weights:
                if "seed_generator" in weight.path:
                    continue  # dropout goes on drawing
                # Every weight has an initialiser of its own on its layer but RMS normalisation's scale, which is one.
                initializer = getattr(layer, f"{weight.name}_initializer", keras.initializers.Ones())
                if hasattr(initializer, "seed"):
                    initializer.seed = keras.random.SeedGenerator(seed)
                    seed += 1
                self._plan.append((weight, initializer))

    def __call__(self) -> None:
        for weight, initializer in self._plan:
            weight.assign(initializer(weight.shape, dtype=weight.dtype))


def saturation_and_death(graph: tf.Graph) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
    """Share of saturated inputs of each sigmoid or tanh, and of units of each ReLU that are zero on the batch."""
    saturated, dead = [], []
    for operation in list(graph.get_operations()):
        if operation.type in SATURATED:
            outside = tf.abs(operation.inputs[0]) > SATURATED[operation.type]
            saturated.append(tf.reduce_mean(tf.cast(outside, tf.float32)))
        elif operation.type in RECTIFIERS:
            out = operation.outputs[0]
            highest = tf.reduce_max(out, axis=list(range(out.shape.rank - 1)))
            dead.append(tf.reduce_mean(tf.cast(highest <= 0, tf.float32)))
    return saturated, dead


def curvature(model: keras.Model, images: tf.Tensor) -> tf.Tensor:
    """How far the scores are from a straight line between two images: about 1e-6 for a network without activation.

    The scores are log p minus its mean over the classes. Returned is the norm of s(a) + s(b) - 2 s((a + b) / 2)
    divided by that of s(a) - s(b), in inference mode, where dropout and normalisation add no noise.
    """

    def scores(x: tf.Tensor) -> tf.Tensor:
        log = tf.math.log(tf.maximum(model(x, training=False), 1e-30))
        return log - tf.reduce_mean(log, axis=1, keepdims=True)

    other = tf.roll(images, 1, axis=0)
    a, b, middle = scores(images), scores(other), scores((images + other) / 2)
    return tf.norm(a + b - 2 * middle) / tf.norm(a - b)


def measure(model: keras.Model, digits: Digits, draws: int, seed: int) -> dict[str, np.ndarray]:
    """Gradient norms at ``draws`` fresh initial weights, each on its own batch of digits, in training mode.

    Returns float arrays whose first axis is the draw: ``gradient`` and ``weight`` (norms of each kernel),
    ``saturated`` and ``dead`` (largest share over the layers, and the mean in ``mean_saturated``,
    ``mean_dead``), ``loss``, and ``spread`` (largest standard deviation of a probability over the batch),
    ``curvature``; and ``fan_in``, the number of inputs of each kernel.
    """
    redraw = Redraw(model, seed)
    images, labels = tf.constant(digits.x), tf.constant(digits.y)
    random = tf.random.Generator.from_seed(seed)
    matrices = kernels(model)

    @tf.function(autograph=False)
    def one() -> tf.Tensor:
        redraw()
        index = random.uniform((BATCH,), 0, len(digits.y), dtype=tf.int32)
        with tf.GradientTape() as tape:
            for matrix in matrices:
                tape.watch(matrix.value)
            out = model(tf.gather(images, index), training=True)
            saturated, dead = saturation_and_death(tf.compat.v1.get_default_graph())
            loss = cross_entropy(tf.gather(labels, index), out)
        gradients = tape.gradient(loss, [m.value for m in matrices])
        # A frozen kernel receives nothing, whatever the gradient would be; so does one the loss does not reach.
        norms = [tf.norm(g) if m.trainable and g is not None else tf.constant(0.0)
                 for m, g in zip(matrices, gradients, strict=True)]  # fmt: skip
        sizes = [tf.norm(m.value) for m in matrices]
        none = [tf.constant(0.0)]
        shares = [f(tf.stack(s or none)) for s in (saturated, dead) for f in (tf.reduce_max, tf.reduce_mean)]
        spread = tf.reduce_max(tf.math.reduce_std(out, axis=0))
        bend = curvature(model, tf.gather(images, index[:32]))
        return tf.stack([*norms, *sizes, *shares, loss, spread, bend])

    rows = np.stack([one().numpy() for _ in range(draws)])
    n = len(matrices)
    names = ("saturated", "mean_saturated", "dead", "mean_dead", "loss", "spread", "curvature")
    found = {name: rows[:, 2 * n + k] for k, name in enumerate(names)}
    fan_in = np.array([np.prod(m.shape[:-1]) for m in matrices])
    return {"gradient": rows[:, :n], "weight": rows[:, n : 2 * n], "fan_in": fan_in, **found}
