"""Write down how a model was compiled: the optimizer's settings and how the loss answers to integer labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.checking.values import Array, ValueFormatError

INPUT_WIDTH = 784
SCHEDULE_STEPS = 120
CLASSES = 10
NO_DIFFERENCE = 1e-3
"""Between two probabilities that are as good as equal."""
CLIPS = ("clipnorm", "global_clipnorm", "clipvalue")


def record_compiled(model: Any) -> dict[str, Any]:
    """Record optimizer and loss of `model`; empty when it was not compiled.

    Returns:
        ``optimizer``: family (the nearest class of ``keras.optimizers``), numeric settings, the three clip settings and
        the learning rate of the first steps. ``loss``: the loss of one image for each label 0..9 beside the image's
        predicted probabilities, or ``problem``, the error that the loss raises for integer labels.
    """
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        return {}
    return {"optimizer": _optimizer(optimizer, model.trainable_variables), "loss": _loss_by_label(model)}


def _optimizer(optimizer: Any, weights: list[Any]) -> dict[str, Any]:
    import keras

    optimizer = _deciding(optimizer, weights)
    known = [name for name in dir(keras.optimizers) if isinstance(getattr(keras.optimizers, name), type)]
    families = [base.__name__ for base in type(optimizer).__mro__ if base.__name__ in known]
    settings = {
        name: value
        for name, value in optimizer.get_config().items()
        if isinstance(value, (bool, int, float)) and not name.startswith("clip")
    }
    return {
        "family": families[0] if families else "",
        "settings": settings,
        "clip": {name: _number(getattr(optimizer, name, None)) for name in CLIPS},
        "learning_rates": _learning_rates(optimizer),
    }


def _deciding(optimizer: Any, weights: list[Any]) -> Any:
    """The optimizer that is recorded: the one that mixed precision wraps; of several for groups of variables, the loosest."""
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    if hasattr(optimizer, "optimizers"):
        optimizer.build(weights)  # which of them there are may be known only then
    several = getattr(optimizer, "optimizers", None) or [optimizer]
    return max(
        several, key=lambda one: min((limit for name in CLIPS if (limit := getattr(one, name, None))), default=np.inf)
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _learning_rates(optimizer: Any) -> list[float]:
    schedule = getattr(optimizer, "_learning_rate", None)
    if callable(schedule):
        return [float(schedule(step)) for step in range(SCHEDULE_STEPS)]
    return [float(optimizer.learning_rate)]


def _loss_by_label(model: Any) -> dict[str, Any]:
    """Ask the compiled loss about every label of one image.

    A batch of 7 copies: with as many rows as classes a wrong loss might broadcast without a complaint.
    """
    import tensorflow as tf

    rows = 7
    image = np.random.default_rng(0).random((1, INPUT_WIDTH)).astype("float32")
    x = tf.constant(np.repeat(image, rows, axis=0))

    def ask() -> Any:
        predicted = model(x, training=False)
        labels = [np.full((rows,), label, "int64") for label in range(CLASSES)]
        return [model.compute_loss(x=x, y=one, y_pred=predicted) for one in labels], predicted

    try:
        found = _losses_and_probabilities(*ask())
        if takes_for_logits(found["losses"], found["probabilities"]) and not model.run_eagerly:
            # As `fit` asks: in a graph Keras finds the logits before a softmax, and takes those for from_logits=True.
            found = _losses_and_probabilities(*tf.function(ask, autograph=False)())
    except Exception as error:  # any loss, of the student's own too, may raise anything
        text = " ".join(str(error).split())
        return {"problem": f"{type(error).__name__}: {text[:200]}"}
    return found


def _losses_and_probabilities(losses: list[Any], predicted: Any) -> dict[str, Any]:
    return {
        "losses": [float(one) for one in losses],
        "probabilities": np.asarray(predicted)[0].astype("float64"),
    }


def takes_for_logits(losses: Sequence[float], probabilities: Array) -> bool:
    """Whether a loss of one label each, (10,) nats, is the cross-entropy of a softmax of these probabilities, (10,)."""
    found, p = np.asarray(losses, "float64"), probabilities
    return bool(
        p.shape == found.shape and np.allclose(found - found[0], p[0] - p, atol=1e-3) and np.ptp(p) > NO_DIFFERENCE
    )


def read_compiled(record: Any) -> dict[str, Any]:
    """A record of `record_compiled` after its way through an untrusted process.

    Raises:
        ValueFormatError: it is none.
    """
    if record == {}:
        return {}
    if not isinstance(record, dict) or set(record) != {"optimizer", "loss"}:
        raise ValueFormatError("a record of a compiled model has other fields than it should")
    if not is_optimizer(record["optimizer"]) or not _is_loss(record["loss"]):
        raise ValueFormatError("a record of a compiled model does not fit together")
    return record


def is_optimizer(record: Any) -> bool:
    """Whether this is what was recorded of an optimizer: a family, numbers, limits and learning rates."""
    if not isinstance(record, dict) or set(record) != {"family", "settings", "clip", "learning_rates"}:
        return False
    settings, clip, rates = record["settings"], record["clip"], record["learning_rates"]
    return (
        isinstance(record["family"], str)
        and isinstance(settings, dict)
        and all(isinstance(value, (bool, int, float)) for value in settings.values())
        and isinstance(clip, dict)
        and set(clip) <= set(CLIPS)
        and all(value is None or isinstance(value, float) for value in clip.values())
        and isinstance(rates, list)
        and 0 < len(rates) <= SCHEDULE_STEPS
        and all(isinstance(rate, float) for rate in rates)
    )


def _is_loss(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    if set(record) == {"problem"}:
        return isinstance(record["problem"], str)
    return (
        set(record) == {"losses", "probabilities"}
        and isinstance(record["losses"], list)
        and len(record["losses"]) == CLASSES
        and all(isinstance(loss, float) for loss in record["losses"])
        and isinstance(record["probabilities"], np.ndarray)
    )
