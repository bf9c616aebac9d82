from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from toolkit_batch import Batch

from gradlab import (
    GradientMonitor,
    create_exploding_network,
    create_problematic_network,
    gradient_norms,
    trainable_kernels,
)
from gradlab.monitor_tap import GradientTap

L = keras.layers


def small(optimizer: Any = "sgd", model_class: type[keras.Model] = keras.Model, **compiled: Any) -> keras.Model:
    inputs = keras.Input((784,))
    outputs = L.Dense(10, "softmax", name="out")(L.Dense(16, "tanh", name="hidden")(inputs))
    model = model_class(inputs, outputs)
    model.compile(optimizer, "sparse_categorical_crossentropy", **compiled)
    return model


def fit(model: keras.Model, batch: Batch, epochs: int = 1, **kwargs: Any) -> GradientMonitor:
    monitor = GradientMonitor(**kwargs)
    model.fit(*batch, batch_size=32, epochs=epochs, shuffle=False, verbose=0, callbacks=[monitor])
    return monitor


def test_the_norms_of_a_step_are_those_of_the_network_before_it(batch: Batch) -> None:
    x, y = batch
    model = small()
    expected = gradient_norms(model, x[:32], y[:32])
    first = fit(model, batch).steps[0]
    assert first.layer_norms == pytest.approx(expected, rel=1e-4)
    assert first.norm >= math.hypot(*first.layer_norms.values()) * 0.999  # biases count too


@pytest.mark.parametrize("jit_compile", [False, True])
@pytest.mark.parametrize("shape", [(1,), (3, 5), (128, 128), (784, 128), (65_537, 1), (3, 3, 128, 100), (2, 200_001)])
def test_a_norm_is_right_for_every_size_and_shape(shape: tuple[int, ...], jit_compile: bool) -> None:
    model = small(jit_compile=jit_compile)
    values = np.random.default_rng(0).normal(size=shape).astype("float32")
    (norm,) = GradientTap(model, trainable_kernels(model))._norms([tf.constant(values)])
    assert float(norm) == pytest.approx(np.linalg.norm(values.astype("float64")), rel=1e-5)


@pytest.mark.parametrize(
    ("optimizer", "compiled"),
    [
        ("sgd", {}),
        ("adam", {}),
        (keras.optimizers.SGD(0.1, momentum=0.9), {}),
        (keras.optimizers.SGD(0.1, weight_decay=0.1), {}),
        (keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)), {}),
        (keras.optimizers.AdamW(0.01, weight_decay=0.1), {}),
        (keras.optimizers.Adam(0.01, use_ema=True, ema_overwrite_frequency=1), {}),
        (keras.optimizers.Nadam(0.01), {}),
        ("adam", {"run_eagerly": True}),
        ("sgd", {"run_eagerly": True}),
        ("adam", {"jit_compile": True}),
    ],
)
def test_update_ratios_are_how_far_the_weights_moved(batch: Batch, optimizer: Any, compiled: dict[str, Any]) -> None:
    x, y = batch
    model = small(keras.optimizers.get(keras.optimizers.serialize(keras.optimizers.get(optimizer))), **compiled)
    before = model.get_layer("hidden").kernel.numpy()
    monitor = fit(model, (x[:32], y[:32]))
    moved = np.linalg.norm(model.get_layer("hidden").kernel.numpy() - before) / np.linalg.norm(before)
    assert monitor.steps[0].update_ratios["hidden"] == pytest.approx(moved, rel=1e-2)


def test_clipping_by_the_optimizer_shows_before_and_after(batch: Batch) -> None:
    for options in ({"clipnorm": 0.01}, {"global_clipnorm": 0.01}, {"clipvalue": 1e-4}):
        step = fit(small(keras.optimizers.SGD(**options)), batch).steps[0]
        assert step.norm > 0.1
        if "global_clipnorm" in options:
            assert step.clipped_norm == pytest.approx(0.01, rel=1e-3)
        elif "clipnorm" in options:
            assert step.clipped_layer_norms == pytest.approx({"hidden": 0.01, "out": 0.01}, rel=1e-3)
        else:
            assert 0 < step.clipped_layer_norms["out"] <= 1e-4 * math.sqrt(160) * 1.001


class ClipsByHand(keras.Model):
    def train_step(self, data: Any) -> dict[str, Any]:
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        gradients = [tf.clip_by_norm(g, 0.05) for g in tape.gradient(loss, self.trainable_variables)]
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss}


@pytest.mark.parametrize("compiled", [{}, {"run_eagerly": True}, {"jit_compile": True}, {"steps_per_execution": 2}])
def test_clipping_in_a_custom_train_step_shows_before_and_after(batch: Batch, compiled: dict[str, Any]) -> None:
    monitor = fit(small(model_class=ClipsByHand, **compiled), batch)
    assert len(monitor.steps) == 4
    assert min(monitor.steps[0].layer_norms.values()) > 0.1
    assert monitor.steps[0].clipped_layer_norms == pytest.approx({"hidden": 0.05, "out": 0.05}, rel=1e-3)


def test_mixed_precision_norms_are_those_without_the_loss_scale(batch: Batch) -> None:
    plain = small()
    scaled = small(keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.01)))
    scaled.set_weights(plain.get_weights())
    expected = fit(plain, batch).steps[0].layer_norms
    assert fit(scaled, batch).steps[0].layer_norms == pytest.approx(expected, rel=1e-3)


def test_every_step_of_every_epoch_is_recorded_also_more_than_the_ring_holds(batch: Batch) -> None:
    monitor = GradientMonitor()
    small().fit(*batch, batch_size=1, epochs=3, verbose=0, callbacks=[monitor])
    assert [step.step for step in monitor.steps] == list(range(384))
    assert [step.epoch for step in monitor.steps] == [number // 128 for number in range(384)]
    assert all(step.norm > 0 for step in monitor.steps)


def test_explosions_and_nan_are_events_and_quiet_training_has_none(batch: Batch) -> None:
    x, y = batch
    assert fit(small(), batch).events == []
    events = fit(create_exploding_network(), (x, y.astype("float32"))).events
    assert [event.step for event in events] == [0, 1, 2, 3]
    assert events[0].kind == "exploding"
    assert events[0].norm > 1e6
    assert events[-1].kind == "not finite"


def test_training_is_the_same_with_and_without_the_monitor_and_afterwards_nothing_is_left(batch: Batch) -> None:
    watched, plain = small("adam"), small("adam")
    plain.set_weights(watched.get_weights())
    fit(watched, batch, epochs=2)
    plain.fit(*batch, batch_size=32, epochs=2, shuffle=False, verbose=0)
    for one, other in zip(watched.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    assert "apply" not in vars(watched.optimizer)
    assert "train_step" not in vars(watched)
    watched.fit(*batch, verbose=0)


def test_a_monitor_can_be_attached_to_a_model_that_has_been_fitted(batch: Batch) -> None:
    model = small()
    model.fit(*batch, batch_size=32, verbose=0)
    assert len(fit(model, batch).steps) == 4
    assert len(fit(model, batch, epochs=2).steps) == 8


def test_what_was_attached_is_taken_off_again_when_training_breaks_off(batch: Batch) -> None:
    class Breaks(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            raise KeyboardInterrupt

    model, monitor = small(), GradientMonitor()
    with pytest.raises(KeyboardInterrupt):
        model.fit(*batch, batch_size=32, verbose=0, callbacks=[monitor, Breaks()])
    assert len(fit(model, batch).steps) == 4
    assert "apply" not in vars(model.optimizer)


def test_saturated_and_dead_units_are_counted_each_epoch_on_the_sample(batch: Batch) -> None:
    monitor = fit(create_problematic_network(), batch, epochs=2, sample=batch[0][:64])
    assert [row["epoch"] for row in monitor.epochs] == [0, 1]
    assert set(monitor.epochs[0]["saturated"]) == {"hidden_1", "hidden_2", "hidden_3", "hidden_4"}
    assert "loss" in monitor.epochs[0]


def test_the_table_has_one_row_per_step_and_layer(batch: Batch) -> None:
    rows = fit(small(), batch).table()
    assert [(row["step"], row["layer"]) for row in rows[:3]] == [(0, "hidden"), (0, "out"), (1, "hidden")]
    assert all(isinstance(row["norm"], float) and row["update_ratio"] > 0 for row in rows)


def test_tensorboard_finds_every_step(batch: Batch, tmp_path: Path) -> None:
    monitor = fit(small(), batch, log_dir=tmp_path, sample=batch[0])
    (file,) = tmp_path.iterdir()
    found: dict[str, list[float]] = {}
    for record in tf.data.TFRecordDataset(str(file)):
        for value in tf.compat.v1.Event.FromString(record.numpy()).summary.value:
            found.setdefault(value.tag, []).append(value.simple_value)
    assert found["gradient_norm/hidden"] == pytest.approx([step.layer_norms["hidden"] for step in monitor.steps])
    assert found["global_gradient_norm/after_clipping"] == pytest.approx([step.norm for step in monitor.steps])
    assert {"update_ratio/out", "saturated/hidden", "dead/hidden"} <= set(found)


def test_what_cannot_be_monitored_is_said_in_a_sentence(batch: Batch) -> None:
    with pytest.raises(ValueError, match="threshold is 0"):
        GradientMonitor(threshold=0)
    frozen = small()
    frozen.trainable = False
    with pytest.raises(RuntimeError, match="no trainable weight matrix"):
        frozen.fit(*batch, verbose=0, callbacks=[GradientMonitor()])
