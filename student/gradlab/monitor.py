"""Watch the gradients while a network trains: a Keras callback."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, NamedTuple

import keras
import tensorflow as tf

from .activations import activity
from .kernels import Kernel, trainable_kernels
from .monitor_log import TensorBoardLog, tagged
from .monitor_tap import GradientTap


class Step(NamedTuple):
    """One update of the optimizer: global gradient norm before and after clipping, and per layer what was measured."""

    step: int
    epoch: int
    norm: float
    clipped_norm: float
    layer_norms: dict[str, float]
    clipped_layer_norms: dict[str, float]
    update_ratios: dict[str, float]


class Event(NamedTuple):
    """A step to look at: `kind` is "exploding" (norm above the threshold) or "not finite" (NaN or infinite)."""

    step: int
    epoch: int
    kind: str
    norm: float


class GradientMonitor(keras.callbacks.Callback):  # type: ignore[misc]
    """Record gradient norms, update ratios and explosions at every step of `fit`, and saturation at every epoch.

    Pass it to `fit(..., callbacks=[monitor])`, then read `steps`, `events`, `epochs` and `table()`. It measures inside
    the compiled training step, for Keras' own and for a custom `train_step` that uses `model.optimizer`; norms are
    taken where the tape returns the gradient ("before") and where the optimizer applies it ("after"), so that
    clipping shows, wherever it happens.

    threshold: global norm (before clipping) above which a step is an "exploding" event; 100 as in the lecture.
    sample: a batch of inputs on which saturated and dead units are counted after every epoch; None counts none.
    log_dir: folder for TensorBoard summaries; None writes none.
    """

    def __init__(self, threshold: float = 100.0, sample: Any = None, log_dir: str | Path | None = None) -> None:
        super().__init__()
        if not threshold > 0:
            raise ValueError(f"threshold is {threshold}; give a positive gradient norm, such as 100.")
        self.threshold = threshold
        self.steps: list[Step] = []
        self.epochs: list[dict[str, Any]] = []
        self._sample = sample
        self._log_dir = log_dir
        self._log: TensorBoardLog | None = None
        self._tap: GradientTap | None = None
        self._kernels: list[Kernel] = []
        self._epoch = 0
        self._pending = 0

    @property
    def events(self) -> list[Event]:
        """The steps whose global norm before clipping is above the threshold, NaN or infinite."""
        return [
            Event(s.step, s.epoch, "exploding" if math.isfinite(s.norm) else "not finite", s.norm)
            for s in self.steps
            if not s.norm <= self.threshold
        ]

    def table(self) -> list[dict[str, Any]]:
        """Return one row per step and layer, ready for `pandas.DataFrame(monitor.table())` or `csv.DictWriter`."""
        return [
            {
                "step": s.step,
                "epoch": s.epoch,
                "layer": layer,
                "norm": norm,
                "clipped_norm": s.clipped_layer_norms[layer],
                "update_ratio": s.update_ratios[layer],
                "global_norm": s.norm,
                "clipped_global_norm": s.clipped_norm,
            }
            for s in self.steps
            for layer, norm in s.layer_norms.items()
        ]

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        if tf.distribute.has_strategy():
            raise RuntimeError("GradientMonitor works on one device; call fit outside of the tf.distribute strategy.")
        if not self.model.built:
            raise RuntimeError("GradientMonitor needs a built model; call model(x[:1]) once before fit.")
        self._kernels = trainable_kernels(self.model)
        if not self._kernels:
            raise RuntimeError(f"{self.model.name!r} has no trainable weight matrix; is `trainable` False everywhere?")
        self._tap = GradientTap(self.model, self._kernels)
        self._tap.attach()
        if self._log_dir is not None:
            self._log = TensorBoardLog(self._log_dir)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        assert self._tap is not None
        self._pending += self.model.steps_per_execution
        if self._pending + self.model.steps_per_execution > self._tap.rows:
            self._collect()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._collect()
        row: dict[str, Any] = {"epoch": epoch, **(logs or {})}
        if self._sample is not None:
            found = activity(self.model, self._sample)
            row["saturated"] = {name: layer.saturated for name, layer in found.items()}
            row["dead"] = {name: layer.dead for name, layer in found.items()}
        self.epochs.append(row)
        if self._log is not None:
            shares = [*tagged("saturated", row.get("saturated", {})), *tagged("dead", row.get("dead", {}))]
            self._log.write(len(self.steps), shares)
            self._log.flush()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self._collect()
        if self._tap is not None:
            self._tap.detach()
            self._tap = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def _collect(self) -> None:
        """Bring the rows that the tap has written since the last time into `steps`."""
        if self._tap is None:
            return
        self._pending = 0
        names = [kernel.name for kernel in self._kernels]
        for row in self._tap.read():
            before, after, ratios = (dict(zip(names, part.tolist(), strict=True)) for part in row[:-2].reshape(3, -1))
            norm, clipped_norm = row[-2:].tolist()
            step = Step(len(self.steps), self._epoch, norm, clipped_norm, before, after, ratios)
            self.steps.append(step)
            if self._log is not None:
                totals = {"before_clipping": norm, "after_clipping": clipped_norm}
                scalars = [*tagged("gradient_norm", before), *tagged("update_ratio", ratios)]
                self._log.write(step.step, [*scalars, *tagged("global_gradient_norm", totals)])
