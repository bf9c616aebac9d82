"""A short training of a recorded network on handwritten digits, with the student's own optimizer settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gradlab.checking.compiled import is_optimizer
from gradlab.checking.graph import GraphError
from gradlab.checking.network import Network
from gradlab.checking.probe import held_out_digits, training_digits
from gradlab.checking.runtime import cross_entropy, differentiate, run

STEPS = 96
BATCH = 32
MOST_TRAINERS = 4
"""Kept for one runtime."""

FAMILIES = frozenset(
    "SGD RMSprop Adam AdamW Adadelta Adagrad Adamax Adafactor Nadam Ftrl Lion Lamb Muon ScheduleFreeAdamW".split()
)


@dataclass(frozen=True)
class ShortTraining:
    """What a short training showed.

    Attributes:
        losses: cross-entropy of the batch at each step (nats), up to the first that is not finite or has no finite gradient.
        global_norms: global L2 norm of the gradients of each step before any clipping.
        accuracy: share of 400 held-out digits recognised at the end; NaN when training broke off.
        initial_loss: loss of the first batch, before any step.
        final_loss: mean over the last eight steps.
    """

    losses: tuple[float, ...]
    global_norms: tuple[float, ...]
    accuracy: float

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.losses).all() and np.isfinite(self.global_norms).all())

    @property
    def initial_loss(self) -> float:
        return self.losses[0]

    @property
    def final_loss(self) -> float:
        return float(np.mean(self.losses[-8:]))


def train_briefly(network: Network, settings: dict[str, Any]) -> ShortTraining:
    """Train for 96 steps of 32 digits (three epochs of 1,000), on copies of the network's weights.

    Args:
        network: the network; its arrays stay as they are.
        settings: what `compiled.record_compiled` wrote about the optimizer.

    Raises:
        GraphError: the network cannot be trained.
    """
    import tensorflow as tf

    optimizer = rebuild_optimizer(settings)
    rates = settings["learning_rates"]
    _, y = training_digits()
    order = np.concatenate(
        [np.random.default_rng(epoch).permutation(len(y)) for epoch in range(STEPS * BATCH // len(y) + 1)]
    )
    batches = order[: STEPS * BATCH].reshape(STEPS, BATCH)
    losses, norms = [], []
    try:
        trainer = _trainer(network, optimizer)
        network.runtime.load(network.arrays)
        trainer.begin(rates[0])
        for number, indices in enumerate(batches):
            if len(rates) > 1:
                trainer.optimizer.learning_rate = rates[min(number, len(rates) - 1)]
            loss, norm = trainer.step(tf.constant(indices))
            losses.append(float(loss))
            norms.append(float(norm))
            if not (np.isfinite(losses[-1]) and np.isfinite(norms[-1])):
                return ShortTraining(tuple(losses), tuple(norms), float("nan"))
        held_x, held_y = held_out_digits()
        # In training mode: after so few steps the moving averages of batch normalisation are still far from the truth.
        predicted = run(network.runtime.evaluating((), True), held_x)[0].numpy().argmax(axis=-1)
    except tf.errors.OpError as error:
        raise GraphError(f"Training your network stopped: {error.message.splitlines()[0][:160]}") from error
    return ShortTraining(tuple(losses), tuple(norms), float(np.mean(predicted == held_y)))


class _Trainer:
    """A training step of one runtime with one optimizer: traced once, because that takes as long as a training."""

    def __init__(self, network: Network, optimizer: Any) -> None:
        import tensorflow as tf

        runtime = network.runtime
        trained = [variable for variable, flag in zip(runtime.variables, network.trainable, strict=True) if flag]
        keras_variables = _as_keras(trained)
        optimizer.build(keras_variables)
        data, labels = map(tf.constant, training_digits())

        def one_step(indices: Any) -> Any:
            (probabilities,) = runtime.forward(tf.gather(data, indices), training=True)
            loss = cross_entropy(probabilities, tf.gather(labels, indices))
            graph = tf.compat.v1.get_default_graph()
            found = differentiate(loss, [graph.capture(variable.handle) for variable in trained])
            gradients = [
                tf.zeros_like(variable) if gradient is None else tf.convert_to_tensor(gradient)
                for gradient, variable in zip(found, trained, strict=True)
            ]
            optimizer.apply(gradients, keras_variables)
            return loss, tf.linalg.global_norm([tf.cast(gradient, tf.float64) for gradient in gradients])

        self.optimizer = optimizer
        self.step = tf.function(one_step, autograph=False).get_concrete_function(tf.TensorSpec((BATCH,), tf.int64))
        weights = {id(variable) for variable in runtime.variables}
        # What the step remembers besides the weights, whichever of the optimizer's lists it stands in (Nadam's in none).
        self._memory = [(one, one.numpy()) for one in self.step.variables if id(one) not in weights]

    def begin(self, learning_rate: float) -> None:
        """Forget earlier trainings. The weights are loaded by the caller."""
        for variable, value in self._memory:
            variable.assign(value)
        self.optimizer.learning_rate = learning_rate


def _trainer(network: Network, optimizer: Any) -> _Trainer:
    """The trainer of this network's runtime for these settings, among which the learning rate is set anew every time."""
    known = optimizer.get_config() | {"name": "", "learning_rate": 0.0}
    key = (type(optimizer), repr(sorted(known.items())), tuple(network.trainable))
    kept = network.runtime.trainers
    found = kept.pop(key, None) or _Trainer(network, optimizer)
    kept[key] = found  # the last one is the one used last
    if len(kept) > MOST_TRAINERS:
        del kept[next(iter(kept))]
    return found


def _as_keras(variables: list[Any]) -> list[Any]:
    """Keras optimizers want Keras variables: wrap each of ours, sharing its storage."""
    import keras

    wrapped = []
    for variable in variables:
        one = keras.Variable(np.zeros(variable.shape, variable.dtype.as_numpy_dtype), name="weight")
        one._value = variable  # the optimizer then updates the very variable that the graph reads
        wrapped.append(one)
    return wrapped


def rebuild_optimizer(settings: dict[str, Any]) -> Any:
    """The student's optimizer from its recorded settings: an allow-listed class, numbers and the clip limits only.

    Raises:
        GraphError: the settings cannot be used.
    """
    import keras

    if not is_optimizer(settings):
        raise GraphError("Your optimizer's settings cannot be used.")
    family = settings["family"]
    if family not in FAMILIES or not hasattr(keras.optimizers, family):
        raise GraphError("Your optimizer is not derived from one of Keras's optimizers.")
    rates = settings["learning_rates"]
    numbers = {name: value for name, value in settings["settings"].items() if name not in ("learning_rate", "name")}
    clip = {name: value for name, value in settings["clip"].items() if value is not None}
    try:
        return getattr(keras.optimizers, family).from_config({**numbers, **clip, "learning_rate": float(rates[0])})
    except (ValueError, TypeError) as error:
        raise GraphError(f"Your optimizer's settings cannot be used: {' '.join(str(error).split())[:160]}") from error
