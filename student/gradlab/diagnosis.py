"""Examine a network on one batch and say, in words and numbers, whether it can learn."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from .activations import activity
from .kernels import all_kernels
from .measure import Loss, as_batch, build_if_needed, forward, gradient_norms, unchanged
from .report import Report
from .symptoms import Measurements, find_all


def diagnose(model: keras.Model, x: Any, y: Any = None, loss: Loss | None = None) -> Report:
    """Return a health `Report` of `model` on the batch `x` with targets `y`; the model stays as it was.

    Looked for: unscaled inputs, symmetric weights, saturated units, dying units, exploding and vanishing gradients,
    badly scaled weights, layers without gradient, frozen layers. The limits and where they come from are in
    `gradlab.symptoms`. Use a batch of 64 to 256 examples, shuffled; `loss` is chosen as in `gradient_norms`. Without
    `y` the gradients are those of the lecture's probe loss, too small for the exploding rule to mean much.
    """
    measurements = measure_all(model, x, y, loss)
    return Report(model.name, find_all(measurements), measurements.norms, measurements.activity)


def measure_all(model: keras.Model, x: Any, y: Any = None, loss: Loss | None = None) -> Measurements:
    """Return what the rules of `gradlab.symptoms` look at."""
    x = as_batch(x, "x")
    build_if_needed(model, x)
    kernels = all_kernels(model)
    with unchanged(model):
        output = np.asarray(forward(model, x, training=True), np.float32)
    return Measurements(
        norms=gradient_norms(model, x, y, loss),
        weights={kernel.name: np.asarray(kernel.variable.numpy(), np.float32) for kernel in kernels},
        frozen=tuple(kernel.name for kernel in kernels if not kernel.variable.trainable),
        activity=activity(model, x),
        input_rms=_rms(x),
        examples=len(output),
        outputs_finite=bool(np.isfinite(output).all()),
        clips=_clips(model),
    )


def _rms(x: Any) -> float | None:
    """Return the root mean square of the inputs; None for integers (tokens) and for several inputs."""
    if isinstance(x, (list, tuple, dict)) or not x.dtype.is_floating:
        return None
    return float(np.sqrt(np.mean(np.square(np.asarray(x, np.float64)))))


def _clips(model: keras.Model) -> bool:
    optimizer = getattr(model, "optimizer", None)
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    return any(getattr(optimizer, name, None) for name in ("clipnorm", "global_clipnorm", "clipvalue"))
