from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from recorded_models import dense, network_of

from gradlab.checking.straight import is_straight

Z = np.random.default_rng(0).standard_normal((64, 8)).astype("float32")


@pytest.mark.parametrize("after", [Z, np.minimum(Z, 1e9), 3 * Z - 2, -Z])
def test_a_line_is_straight(after: Any) -> None:
    assert is_straight(Z, after)


@pytest.mark.parametrize(
    "after", [np.maximum(Z, 0), np.tanh(Z), np.tanh(0.01 * Z), np.zeros_like(Z), Z[:, :3], Z * np.inf]
)
def test_everything_else_is_not(after: Any) -> None:
    assert not is_straight(Z, after)


@pytest.mark.parametrize(
    "activation",
    [lambda x: tf.minimum(x, 1e9), lambda x: tf.nn.elu(x + 1e4) - 1e4, lambda x: tf.maximum(x, x)],
    ids=["minimum of a billion", "elu far from zero", "maximum of itself"],
)
def test_activations_in_disguise_do_not_count(activation: Any) -> None:
    assert network_of(dense(activation)).hidden_layers == 0


class OnlyInInference(keras.layers.Layer):  # type: ignore[misc, unused-ignore]
    def call(self, x: Any, training: bool = False) -> Any:
        return x if training else tf.sigmoid(x)


class OnlyInTraining(keras.layers.Layer):  # type: ignore[misc, unused-ignore]
    def call(self, x: Any, training: bool = False) -> Any:
        return tf.sigmoid(x) if training else x


@pytest.mark.parametrize("layer", [OnlyInInference, OnlyInTraining])
def test_a_layer_counts_when_it_is_there_in_both_modes(layer: Any) -> None:
    assert network_of(dense(None, norm=layer)).hidden_layers == 0
