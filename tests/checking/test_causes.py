"""Causes of tiny gradients are named where they were measured, and nowhere else."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from recorded_models import WIDTH, answer_of, dense, network_of

from gradlab.checking.builds import Builds
from gradlab.checking.causes import Cause, cause_of_size, dead_layer, is_the_original
from gradlab.networks import create_problematic_network


def rectified(**weights: Any) -> Any:
    def make() -> Any:
        hidden = [keras.layers.Dense(32, activation="relu", **weights) for _ in range(3)]
        return keras.Sequential([keras.Input((WIDTH,)), *hidden, keras.layers.Dense(10, activation="softmax")])

    return make


def wider_sigmoids() -> Any:
    hidden = [keras.layers.Dense(256, activation="sigmoid") for _ in range(4)]
    return keras.Sequential([keras.Input((WIDTH,)), *hidden, keras.layers.Dense(10, activation="softmax")])


def with_shortcuts() -> Any:
    inputs = keras.Input((WIDTH,))
    x = keras.layers.Dense(128, activation="sigmoid")(inputs)
    for _ in range(3):
        x = keras.layers.Add()([x, keras.layers.Dense(128, activation="sigmoid")(x)])
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))


@pytest.mark.parametrize(
    ("weights", "first"),
    [
        ({"bias_initializer": keras.initializers.Constant(-5.0)}, "In ReLU layer 1 of 3, 100 % of the units are 0"),
        ({"kernel_initializer": keras.initializers.RandomUniform(-0.1, 0.0)}, "In ReLU layer 1 of 3, 100 %"),
    ],
    ids=["negative biases", "negative weights"],
)
def test_dead_units_are_named_whatever_killed_them(weights: dict[str, Any], first: str) -> None:
    assert cause_of_size(Builds.of(answer_of(rectified(**weights)))).why.startswith(first)


@pytest.mark.parametrize("initializer", ["he_normal", "glorot_uniform", "zeros"])
def test_units_that_fire_for_some_digit_and_units_with_input_0_are_not_dead(initializer: str) -> None:
    assert dead_layer(network_of(rectified(kernel_initializer=initializer))) == Cause()


def test_a_network_without_relu_has_no_dead_units() -> None:
    assert dead_layer(network_of(dense("tanh"))) == Cause()


def test_the_original_network_is_recognised() -> None:
    assert is_the_original(network_of(create_problematic_network))


@pytest.mark.parametrize(
    "make",
    [
        dense("sigmoid", layers=4, units=128, initializer="he_normal"),
        dense("sigmoid", layers=4, units=128, initializer="lecun_normal"),
        dense("tanh", layers=4, units=128),
        dense("sigmoid", layers=4, units=128, norm=keras.layers.BatchNormalization),
        wider_sigmoids,
        with_shortcuts,
    ],
    ids=["he", "lecun", "tanh", "batch norm", "wider", "shortcuts"],
)
def test_a_network_with_one_thing_changed_is_not_the_original(make: Any) -> None:
    assert not is_the_original(network_of(make))
