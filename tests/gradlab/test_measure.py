from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from toolkit_batch import Batch

from gradlab import create_exploding_network, create_problematic_network, first_last_ratio, gradient_norms
from gradlab.measure import l2_norm

L = keras.layers


def small(*hidden: L.Layer, out: str | None = "softmax") -> keras.Model:
    return keras.Sequential([keras.Input((784,)), *hidden, L.Dense(10, activation=out, name="out")])


def test_norms_agree_with_a_tape_written_out_by_hand(batch: Batch) -> None:
    model, (x, y) = create_problematic_network(), batch
    kernels = [v for v in model.trainable_variables if v.name == "kernel"]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, model(x)))
    expected = [float(tf.norm(g)) for g in tape.gradient(loss, kernels)]
    norms = gradient_norms(model, x, y)
    assert list(norms) == ["hidden_1", "hidden_2", "hidden_3", "hidden_4", "output"]
    np.testing.assert_allclose(list(norms.values()), expected, rtol=1e-5)


def test_norms_agree_with_finite_differences() -> None:
    model = keras.Sequential([keras.Input((2,)), L.Dense(3, activation="tanh"), L.Dense(1)])
    x, y = np.array([[0.3, -0.7]], np.float32), np.array([[0.5]], np.float32)
    kernel, step, slopes = model.layers[0].kernel, 1e-2, []
    start = kernel.numpy()
    for place in np.ndindex(start.shape):
        losses = []
        for sign in (1, -1):
            moved = start.copy()
            moved[place] += sign * step
            kernel.assign(moved)
            losses.append(float(tf.reduce_mean((model(x) - y) ** 2)))
        slopes.append((losses[0] - losses[1]) / (2 * step))
    kernel.assign(start)
    assert gradient_norms(model, x, y)[model.layers[0].name] == pytest.approx(np.linalg.norm(slopes), rel=1e-2)


def test_weight_times_gradient_is_the_same_in_every_layer_without_biases(batch: Batch) -> None:
    # Du, Hu and Lee (2018): in ReLU networks without biases <W, dL/dW> is equal for all layers, whatever the loss.
    from gradlab.measure import kernel_gradients

    model = small(*[L.Dense(32, "relu", use_bias=False) for _ in range(3)])
    model.layers[-1].bias.assign(np.zeros(10))
    variables = [layer.kernel for layer in model.layers]
    gradients = kernel_gradients(model, variables, *map(tf.constant, batch), None, True)
    products = [float(tf.reduce_sum(v * g)) for v, g in zip(variables, gradients, strict=True)]
    np.testing.assert_allclose(products, products[0], rtol=1e-3)


def test_without_targets_the_loss_is_the_squared_distance_to_one(batch: Batch) -> None:
    model, (x, _) = create_problematic_network(), batch
    expected = gradient_norms(model, x, loss=lambda prediction: tf.reduce_mean((prediction - 1.0) ** 2))
    assert gradient_norms(model, x) == pytest.approx(expected)


def test_logits_are_recognised(batch: Batch) -> None:
    model, (x, y) = small(L.Dense(16, "relu"), out=None), batch
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert gradient_norms(model, x, y) == pytest.approx(gradient_norms(model, x, y, loss))


def test_other_targets_use_the_compiled_loss_or_the_squared_error(batch: Batch) -> None:
    model, (x, y) = create_exploding_network(stddev=0.1), batch
    target = y.astype("float32")[:, None]
    assert gradient_norms(model, x, target) == pytest.approx(gradient_norms(model, x, target, "mse"))
    model.compile(loss="mae")
    assert gradient_norms(model, x, target) == pytest.approx(gradient_norms(model, x, target, "mae"))


def test_measuring_leaves_weights_statistics_seeds_and_metrics_alone(batch: Batch) -> None:
    x, y = batch
    model = small(L.SpectralNormalization(L.Dense(16)), L.BatchNormalization(), L.Activation("relu"), L.Dropout(0.5))
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, verbose=0)
    before = [variable.numpy() for variable in [*model.variables, *model.optimizer.variables]]
    first = gradient_norms(model, x, y)
    after = [variable.numpy() for variable in [*model.variables, *model.optimizer.variables]]
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new)
    assert gradient_norms(model, x, y) == first


def test_batch_norm_keeps_sigmoid_gradients_alive_only_when_it_is_on(batch: Batch) -> None:
    layers: list[L.Layer] = []
    for _ in range(4):
        layers += [L.Dense(128), L.BatchNormalization(), L.Activation("sigmoid")]
    model = small(*layers)
    assert first_last_ratio(gradient_norms(model, *batch)) > 0.2
    assert first_last_ratio(gradient_norms(model, *batch, training=False)) < 0.05


def test_a_model_without_weights_yet_is_built_and_one_without_training_argument_measured(batch: Batch) -> None:
    class Plain(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.hidden, self.out = L.Dense(8, "relu", name="hidden"), L.Dense(10, "softmax", name="out")

        def call(self, x: Any) -> Any:
            return self.out(self.hidden(x))

    assert list(gradient_norms(Plain(), *batch)) == ["hidden", "out"]
    unbuilt = keras.Sequential([L.Dense(8, name="a"), L.BatchNormalization(), L.Dense(10, "softmax", name="b")])
    assert list(gradient_norms(unbuilt, *batch)) == ["a", "b"]


def test_a_layer_that_the_loss_does_not_see_has_norm_zero(batch: Batch) -> None:
    model, (x, y) = small(L.Dense(8, "relu", name="hidden")), batch
    assert gradient_norms(model, x, y, lambda target, prediction: tf.reduce_sum(prediction) * 0.0)["hidden"] == 0.0


def test_an_embedding_has_a_dense_norm() -> None:
    model = keras.Sequential([keras.Input((3,), dtype="int32"), L.Embedding(5, 4), L.Flatten(), L.Dense(1, name="out")])
    tokens = np.array([[1, 1, 1]])
    model.layers[-1].kernel.assign(np.ones((12, 1)))
    # d sum / d embedding of token 1 is 3 in each of its 4 entries: 3 * sqrt(4).
    norms = gradient_norms(model, tokens, loss=lambda prediction: tf.reduce_sum(prediction))
    assert next(iter(norms.values())) == pytest.approx(6.0)


def test_mixed_precision_is_measured(batch: Batch) -> None:
    layers = [L.Dense(16, "relu", dtype="mixed_bfloat16"), L.Dense(10, "softmax", dtype="mixed_bfloat16")]
    norms = gradient_norms(keras.Sequential([keras.Input((784,)), *layers]), *batch)
    assert all(math.isfinite(norm) and norm > 0 for norm in norms.values())


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.zeros((0, 784)), None, "x has shape"),
        (3.0, None, "x has shape"),
        (["a", object()], None, "x is no array"),
        (np.zeros((4, 784)), np.zeros(3, int), "y has 3 entries, the model answers 4"),
    ],
)
def test_bad_input_is_named(x: Any, y: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gradient_norms(create_problematic_network(), x, y)


def test_lists_of_numbers_and_several_inputs_are_both_accepted() -> None:
    one, two = keras.Input((2,)), keras.Input((3,))
    joined = L.Concatenate()([one, two])
    model = keras.Model([one, two], L.Dense(1, name="out")(joined))
    assert gradient_norms(model, [np.ones((4, 2)), np.ones((4, 3))], np.zeros((4, 1)))["out"] > 0
    single = keras.Sequential([keras.Input((2,)), L.Dense(1, name="out")])
    assert gradient_norms(single, [[1.0, 2.0], [3.0, 4.0]], [[0.5], [9.0]])["out"] > 0


def test_a_model_with_nothing_to_train_is_refused(batch: Batch) -> None:
    model = create_problematic_network()
    model.trainable = False
    with pytest.raises(ValueError, match="no trainable weight matrix"):
        gradient_norms(model, *batch)


def test_the_ratio_is_first_by_last_and_nan_where_it_says_nothing() -> None:
    assert first_last_ratio({"a": 1.0, "b": 7.0, "c": 4.0}) == 0.25
    for norms in ({"a": 1.0, "b": 0.0}, {"a": math.nan, "b": 1.0}, {"a": 1.0, "b": math.inf}):
        assert math.isnan(first_last_ratio(norms))
    with pytest.raises(ValueError, match="norms is empty"):
        first_last_ratio({})


@settings(deadline=None)
@given(st.lists(st.floats(-(2.0**100), 2.0**100, allow_subnormal=False), min_size=1, max_size=20), st.integers(-20, 20))
def test_a_norm_scales_with_its_tensor_and_never_overflows(values: list[float], power: int) -> None:
    tensor = np.array(values, np.float64)
    assert l2_norm(tensor * 2.0**power) == pytest.approx(l2_norm(tensor) * 2.0**power)
    assert math.isfinite(l2_norm(np.array(values, np.float32)))
