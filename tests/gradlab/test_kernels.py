from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from gradlab import trainable_kernels
from gradlab.kernels import is_kernel

L = keras.layers


def names(model: keras.Model) -> list[str]:
    return [kernel.name for kernel in trainable_kernels(model)]


def test_batch_norm_between_layers_adds_no_kernel_whatever_the_bias() -> None:
    model = keras.Sequential(
        [
            keras.Input((4,)),
            L.Dense(3, use_bias=False, name="a"),
            L.BatchNormalization(),
            L.Dense(3, name="b"),
            L.LayerNormalization(),
            L.PReLU(),
            L.Dense(2, name="c"),
        ]
    )
    assert names(model) == ["a", "b", "c"]


def test_slopes_of_a_prelu_on_images_are_no_kernel_though_they_have_three_dimensions() -> None:
    model = keras.Sequential([keras.Input((6, 6, 1)), L.Conv2D(2, 3, name="conv"), L.PReLU(), L.Flatten()])
    assert names(model) == ["conv"]


def test_the_two_dimensional_bias_of_a_gru_is_no_kernel() -> None:
    model = keras.Sequential([keras.Input((5, 3)), L.GRU(4, name="gru"), L.Dense(1, name="out")])
    assert names(model) == ["gru/gru_cell/kernel", "gru/gru_cell/recurrent_kernel", "out"]


def test_attention_and_separable_layers_have_one_entry_per_kernel() -> None:
    inputs = keras.Input((5, 4))
    flow = L.MultiHeadAttention(2, 3, name="attention")(inputs, inputs)
    model = keras.Model(inputs, L.SeparableConv1D(2, 3, name="separable")(flow))
    assert names(model) == [
        *[f"attention/{part}" for part in ("query", "key", "value", "attention_output")],
        "separable/depthwise_kernel",
        "separable/pointwise_kernel",
    ]


def test_layers_of_equal_name_in_nested_models_are_told_apart() -> None:
    def block(name: str) -> keras.Model:
        return keras.Sequential([keras.Input((4,)), L.Dense(4, name="dense")], name=name)

    model = keras.Sequential([keras.Input((4,)), block("left"), block("right"), L.Dense(2, name="out")])
    assert names(model) == ["left/dense", "right/dense", "out"]


def test_a_shared_layer_counts_once() -> None:
    shared = L.Dense(4, name="shared")
    inputs = keras.Input((4,))
    assert names(keras.Model(inputs, shared(shared(inputs)))) == ["shared"]


def test_a_block_built_before_the_layer_in_front_of_it_still_comes_second() -> None:
    block = keras.Sequential([keras.Input((4,)), L.Dense(4, name="inner")])
    inputs = keras.Input((4,))
    assert names(keras.Model(inputs, block(L.Dense(4, name="stem")(inputs)))) == ["stem", "inner"]


class OutOfOrder(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.last = L.Dense(2, name="last")
        self.hidden = [L.Dense(3, name="first"), L.Dense(3, name="second")]

    def call(self, x: Any) -> Any:
        for layer in self.hidden:
            x = layer(x)
        return self.last(x)


def test_a_subclassed_model_lists_kernels_in_the_order_of_the_calls() -> None:
    model = OutOfOrder()
    model(np.zeros((1, 4), np.float32))
    assert names(model) == ["first", "second", "last"]


def test_a_frozen_layer_is_left_out() -> None:
    model = keras.Sequential([keras.Input((4,)), L.Dense(3, name="frozen", trainable=False), L.Dense(2, name="free")])
    assert names(model) == ["free"]


class Custom(L.Layer):
    def build(self, shape: Any) -> None:
        self.mixing = self.add_weight(shape=(4, 3), name="theta")
        self.shift = self.add_weight(shape=(1, 3), name="shift")
        self.b = self.add_weight(shape=(2, 3), name="b")

    def call(self, x: Any) -> Any:
        return keras.ops.matmul(x, self.mixing) + self.shift + self.b[0]


def test_a_custom_layer_has_the_matrix_that_mixes_its_inputs_as_kernel() -> None:
    layer = Custom()
    layer.build((None, 4))
    assert [is_kernel(variable, layer) for variable in layer.weights] == [True, False, False]


@pytest.mark.parametrize(("name", "expected"), [("kernel", True), ("w", True), ("W1", True), ("bias", False)])
def test_the_usual_names_decide_even_for_a_single_input(name: str, expected: bool) -> None:
    layer = L.Layer()
    assert is_kernel(layer.add_weight(shape=(1, 5), name=name), layer) is expected
