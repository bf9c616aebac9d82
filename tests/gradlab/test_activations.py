from __future__ import annotations

import keras
import numpy as np
import pytest
from toolkit_batch import Batch

from gradlab import activity
from gradlab.activations import activation_kind

L = keras.layers


def test_saturation_counts_exactly_the_outputs_beyond_the_edge() -> None:
    dense = L.Dense(1, name="hidden", activation="sigmoid")
    model = keras.Sequential([keras.Input((1,)), dense, L.Dense(2, "softmax")])
    dense.set_weights([np.ones((1, 1)), np.zeros(1)])
    x = np.array([[-6.0], [-4.9], [0.0], [4.9], [6.0]], np.float32)
    assert activity(model, x)["hidden"].saturated == pytest.approx(2 / 5)


def test_tanh_saturates_at_half_the_input_of_a_sigmoid() -> None:
    model = keras.Sequential([keras.Input((1,)), L.Activation("tanh", name="hidden"), L.Dense(2, "softmax")])
    x = np.array([[-2.6], [-2.4], [2.4], [2.6]], np.float32)
    assert activity(model, x)["hidden"].saturated == pytest.approx(0.5)


def test_a_unit_is_dead_when_it_is_zero_for_every_example() -> None:
    dense = L.Dense(4, name="hidden", activation="relu")
    model = keras.Sequential([keras.Input((1,)), dense, L.Dense(2, "softmax")])
    dense.set_weights([np.array([[1.0, -1.0, 1.0, 1.0]]), np.array([0.0, 0.0, -9.0, -9.0])])
    found = activity(model, np.array([[-1.0], [1.0]], np.float32))["hidden"]
    assert found.dead == 0.5
    assert found.rms == pytest.approx(0.5)
    assert sorted(found.values) == [0, 0, 0, 0, 0, 0, 1, 1]


def test_a_filter_is_dead_only_when_it_is_zero_everywhere_in_the_image() -> None:
    conv = L.Conv2D(2, 1, name="conv", activation="relu")
    model = keras.Sequential([keras.Input((2, 2, 1)), conv, L.Flatten(), L.Dense(2, "softmax")])
    conv.set_weights([np.array([[[[1.0, 1.0]]]]), np.array([0.0, -9.0])])
    assert activity(model, np.arange(8, dtype=np.float32).reshape(2, 2, 2, 1))["conv"].dead == 0.5


def test_hidden_layers_of_nested_and_functional_models_are_listed_and_the_output_is_not(batch: Batch) -> None:
    block = keras.Sequential([keras.Input((8,)), L.Dense(8, "tanh", name="inner")])
    inputs = keras.Input((784,))
    flow = L.ReLU(name="relu")(L.Dense(8, name="linear")(inputs))
    model = keras.Model(inputs, L.Dense(1, "sigmoid", name="out")(block(flow)))
    assert list(activity(model, batch[0])) == ["relu", "inner"]


def test_looking_leaves_the_layers_and_the_weights_as_they_were(batch: Batch) -> None:
    model = keras.Sequential(
        [keras.Input((784,)), L.Dense(8), L.BatchNormalization(), L.Activation("relu"), L.Dense(10, "softmax")]
    )
    before = [variable.numpy() for variable in model.variables]
    activity(model, batch[0])
    assert not any("call" in vars(layer) for layer in model.layers)
    for old, new in zip(before, model.variables, strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(
    ("layer", "kind"),
    [
        (L.Dense(1), None),
        (L.Dense(1, "softmax"), None),
        (L.Dense(1, "sigmoid"), "sigmoid"),
        (L.Dense(1, "tanh"), "tanh"),
        (L.Conv2D(1, 1, activation="relu"), "relu"),
        (L.ReLU(), "relu"),
        (L.ReLU(negative_slope=0.1), "other"),
        (L.LeakyReLU(), "other"),
        (L.Dense(1, L.LeakyReLU()), "other"),
        (L.Dense(1, "gelu"), "other"),
        (L.Softmax(), None),
        (L.Dropout(0.5), None),
    ],
)
def test_the_kind_of_an_activation_is_read_from_the_layer(layer: L.Layer, kind: str | None) -> None:
    assert activation_kind(layer) == kind
