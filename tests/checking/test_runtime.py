"""The judge's numbers beside those of the eager model, and what forgers may try."""

from __future__ import annotations

import contextlib
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from recorded_models import WIDTH, answer_of, both, dense, eager_kernel_norms, network_of

from gradlab.checking.builds import PLAIN_ADAM, Builds
from gradlab.checking.calls import Answer
from gradlab.checking.graph import GraphError
from gradlab.checking.measurements import first_last_ratio, interior_factor, measure
from gradlab.checking.probe import probe_batch
from gradlab.checking.runtime import cross_entropy, differentiate
from gradlab.checking.trace import ModelProblem, record_model
from gradlab.checking.values import ValueFormatError

X, Y = probe_batch(32)
BATCH_NORM, LAYER_NORM = keras.layers.BatchNormalization, keras.layers.LayerNormalization


def residual() -> Any:
    inputs = keras.Input((WIDTH,))
    x = keras.layers.Dense(16, activation="relu")(inputs)
    for _ in range(2):
        x = keras.layers.Add()([x, keras.layers.Dense(16, activation="relu")(x)])
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))


class InnerFunction(keras.Model):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.hidden = [keras.layers.Dense(16) for _ in range(3)]
        self.norms = [BATCH_NORM() for _ in range(3)]
        self.last = keras.layers.Dense(10, activation="softmax")

    @tf.function
    def body(self, x: Any, training: bool) -> Any:
        for layer, norm in zip(self.hidden, self.norms, strict=True):
            x = tf.nn.relu(norm(layer(x), training=training))
        return x

    def call(self, x: Any, training: bool = False) -> Any:
        return self.last(self.body(x, training))


@pytest.mark.parametrize(
    "make",
    [
        dense("sigmoid", layers=4),
        dense("relu", initializer="he_normal"),
        dense("silu"),
        dense("gelu"),
        dense("relu", norm=BATCH_NORM),
        dense("sigmoid", norm=LAYER_NORM),
        residual,
        InnerFunction,
    ],
    ids=["sigmoid", "relu", "silu", "gelu", "batch norm", "layer norm", "residual", "inner tf.function"],
)
def test_kernel_gradient_norms_and_loss_are_those_of_an_eager_tape(make: Any) -> None:
    model, network = both(make)
    found = network.gradients(X, Y)
    np.testing.assert_allclose(found.kernel_norms, eager_kernel_norms(model, X, Y), rtol=1e-4)
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, rtol=1e-5)
    again = network.gradients(X, Y)
    np.testing.assert_array_equal(again.kernel_norms, found.kernel_norms)
    assert again.loss == found.loss


def test_outputs_in_inference_mode_are_the_models_own() -> None:
    model, network = both(dense("relu", norm=BATCH_NORM))
    np.testing.assert_allclose(network.outputs(X), np.asarray(model(X, training=False)), rtol=1e-4, atol=1e-7)


def test_measuring_and_training_leave_the_recorded_arrays_alone() -> None:
    _, network = both(dense("relu", norm=BATCH_NORM))
    before = [array.copy() for array in network.arrays]
    first = measure(network)
    network.outputs(X, training=True)
    assert measure(network) == first
    for array, old in zip(network.arrays, before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_a_scaled_kernel_has_the_same_product_with_its_gradient_in_every_layer_of_a_relu_network_without_biases() -> (
    None
):
    """d L / d log(scale) is the same whichever kernel is scaled, because the logits are positively homogeneous in each."""

    def make() -> Any:
        layers = [keras.layers.Dense(24, activation="relu", use_bias=False) for _ in range(4)]
        return keras.Sequential([keras.Input((WIDTH,)), *layers, keras.layers.Dense(10, "softmax", use_bias=False)])

    network = network_of(make)
    runtime = network.runtime
    runtime.load(network.arrays)

    @tf.function(autograph=False)
    def gradients(x: Any, y: Any) -> Any:
        (probabilities,) = runtime.forward(x, training=True)
        graph = tf.compat.v1.get_default_graph()
        handles = [graph.capture(runtime.variables[index].handle) for index in network.kernel_indices]
        return differentiate(cross_entropy(probabilities, y), handles)

    found = [np.asarray(one, "float64") for one in gradients(tf.constant(X), tf.constant(Y))]
    products = [
        float((network.arrays[index] * one).sum()) for index, one in zip(network.kernel_indices, found, strict=True)
    ]
    np.testing.assert_allclose(products, products[0], rtol=1e-4)
    norms = [np.linalg.norm(one) for one in found]
    np.testing.assert_allclose(network.gradients(X, Y).kernel_norms, norms, rtol=1e-5)


class Forger(keras.layers.Layer):  # type: ignore[misc]
    """Passes its input on and claims a gradient ten thousand million times as large."""

    def call(self, x: Any) -> Any:
        @tf.custom_gradient
        def pass_on(z: Any) -> Any:
            return tf.identity(z), lambda upstream: upstream * 1e10

        return pass_on(x)


def test_a_forged_custom_gradient_is_measured_at_its_true_value() -> None:
    honest, _ = both(dense("sigmoid", layers=4))
    forged, network = both(dense("sigmoid", layers=4, norm=Forger))
    true = eager_kernel_norms(honest, X, Y)
    assert eager_kernel_norms(forged, X, Y)[0] > 1e6 * true[0]
    np.testing.assert_allclose(network.gradients(X, Y).kernel_norms, true, rtol=1e-4)


class Stopper(keras.layers.Layer):  # type: ignore[misc]
    def call(self, x: Any) -> Any:
        return tf.stop_gradient(x)


def test_where_no_gradient_flows_the_norm_is_zero() -> None:
    _, network = both(dense("relu", norm=Stopper))
    norms = network.gradients(X, Y).kernel_norms
    assert (norms[:3] == 0).all()
    assert norms[3] > 0


def test_builds_of_one_structure_share_a_runtime_and_differ_in_weights() -> None:
    builds = Builds.of(answer_of(dense("relu"), (1, 2, 3)))
    assert len({id(network.runtime) for network in builds.networks}) == 1
    norms = [one.kernel_norms for one in builds.measurements]
    assert len(set(norms)) == 3
    alone = measure(network_of(dense("relu")))
    np.testing.assert_allclose(norms[0], alone.kernel_norms, rtol=1e-6)


def test_builds_of_different_structure_have_runtimes_of_their_own() -> None:
    sizes = iter([16, 24])
    builds = Builds.of(answer_of(lambda: dense("relu", units=next(sizes))(), (1, 2)))
    shapes = [network.arrays[network.kernel_indices[0]].shape for network in builds.networks]
    assert shapes == [(784, 16), (784, 24)]
    assert all(one.finite for one in builds.measurements)


def test_the_same_answer_is_measured_once() -> None:
    answer = answer_of(dense("relu"))
    assert Builds.of(answer) is Builds.of(answer)
    assert Builds.of(answer) is not Builds.of(answer_of(dense("relu")))


def test_ratios_of_norms_are_nan_where_they_mean_nothing() -> None:
    assert first_last_ratio(np.array([1.0, 5.0, 4.0])) == 0.25
    assert interior_factor(np.array([9.0, 1.0, 2.0, 4.0, 9.0])) == pytest.approx(0.5)
    for norms in ([], [1.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]):
        assert np.isnan(first_last_ratio(np.array(norms)))
    for norms in ([1.0, 1.0, 1.0], [1.0, 1.0, 0.0, 1.0], [1.0, np.nan, 1.0, 1.0]):
        assert np.isnan(interior_factor(np.array(norms)))


# What a student may hand in by mistake.


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Your function returned nothing (None), not a Keras model."),
        (5, "Your function returned a value of type int, not a Keras model."),
    ],
)
def test_what_is_no_model_is_called_by_its_type(value: Any, words: str) -> None:
    with pytest.raises(ModelProblem) as caught:
        record_model(value)
    assert str(caught.value) == words


def test_a_model_with_two_outputs_is_refused() -> None:
    inputs = keras.Input((WIDTH,))
    outputs = [keras.layers.Dense(10)(inputs), keras.layers.Dense(10)(inputs)]
    with pytest.raises(ModelProblem, match="returns 2 tensors; it has to return one"):
        record_model(keras.Model(inputs, outputs))


def test_a_model_that_is_too_large_is_refused_with_its_size() -> None:
    model = keras.Sequential([keras.Input((WIDTH,)), keras.layers.Dense(16_000)])
    with pytest.raises(ModelProblem, match="has 13 million weights; at most 10 are graded"):
        record_model(model)


def lambda_end(function: Any) -> Any:
    return lambda: keras.Sequential(
        [keras.Input((WIDTH,)), keras.layers.Dense(10, activation="softmax"), keras.layers.Lambda(function)]
    )


@pytest.mark.parametrize(
    "function",
    [
        lambda x: tf.reduce_sum(x, axis=-1),
        lambda x: tf.argmax(x, axis=-1),
        lambda x: tf.reduce_sum(x),
        lambda x: x[:, None, :],
        lambda x: x[:, :3],
        lambda x: tf.cast(x, tf.int32),
    ],
    ids=["one number", "the class", "a scalar", "three dimensions", "three classes", "whole numbers"],
)
def test_an_output_that_is_no_row_of_probabilities_is_a_failure_in_words_and_no_error_of_ours(function: Any) -> None:
    # Three classes run out of rows, whole numbers have no gradient; neither may end in anything but words or norms.
    with contextlib.suppress(GraphError):
        assert (network_of(lambda_end(function)).gradients(X, Y).kernel_norms >= 0).all()


def test_the_shape_of_an_output_that_is_no_row_of_numbers_is_told() -> None:
    network = network_of(lambda_end(lambda x: x[:, None, :]))
    with pytest.raises(GraphError) as caught:
        network.gradients(X, Y)
    assert str(caught.value) == "The output of your network has the shape (32, 1, 10); it has to be (batch, 10)."


# What a forger may send in place of a record.

GOOD = answer_of(dense("relu", layers=1, units=4)).value


def forged(**changes: Any) -> Any:
    """The good record with other values in its build; `training__output=...` reaches one level deeper."""
    build = dict(GOOD["builds"][0])
    for name, value in changes.items():
        if "__" in name:
            mode, key = name.split("__")
            build[mode] = build[mode] | {key: value}
        else:
            build[name] = value
    return {"builds": [build], "compiled": {}}


def test_a_later_build_that_refers_to_the_first_ones_graphs_has_as_many_weights() -> None:
    first = GOOD["builds"][0]
    second = first | {"training": None, "inference": None}
    assert len(Builds.of(Answer({"builds": [first, second], "compiled": {}})).networks) == 2
    fewer = {name: second[name][:-1] for name in ("arrays", "paths", "trainable")}
    with pytest.raises(ValueFormatError, match="has other weights"):
        _ = Builds.of(Answer({"builds": [first, second | fewer], "compiled": {}})).networks


@pytest.mark.parametrize(
    "compiled",
    [
        None,
        5,
        {"optimizer": {}},
        {"optimizer": {}, "loss": {}},
        {"optimizer": PLAIN_ADAM, "loss": {"problem": 5}},
        {"optimizer": PLAIN_ADAM, "loss": {"losses": [1.0], "probabilities": np.ones(10)}},
        {"optimizer": PLAIN_ADAM, "loss": {"losses": ["a"] * 10, "probabilities": np.ones(10)}},
        {"optimizer": PLAIN_ADAM, "loss": {"losses": [1.0] * 10, "probabilities": [0.1] * 10}},
        {"optimizer": PLAIN_ADAM | {"clip": {"clipnorm": "1"}}, "loss": {"problem": "x"}},
    ],
)
def test_a_forged_record_of_compile_is_refused(compiled: Any) -> None:
    with pytest.raises(ValueFormatError, match="a record of a compiled model"):
        Builds.of(Answer(GOOD | {"compiled": compiled}))


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"builds": [], "compiled": {}},
        {"builds": 5, "compiled": {}},
        {"builds": "text", "compiled": {}},
        {"builds": [5], "compiled": {}},
        {"builds": [{}], "compiled": {}},
        forged(arrays=5),
        forged(arrays=[1, 2]),
        forged(paths=[]),
        forged(paths=[1, 2, 3, 4]),
        forged(trainable=[1, 1, 1, 1]),
        forged(trainable=None),
        forged(training=None),
        forged(training=5),
        forged(training={}),
        forged(training__graph="text"),
        forged(training__graph=b"junk"),
        forged(training__graph=b""),
        forged(training__input=5),
        forged(training__input="nowhere"),
        forged(training__output=5),
        forged(training__output="nowhere:0"),
        forged(training__output="no_index"),
        forged(training__output=GOOD["builds"][0]["training"]["output"].split(":")[0]),
        forged(training__output=GOOD["builds"][0]["training"]["output"].replace(":0", ":7")),
        forged(training__captures=5),
        forged(training__captures=[5]),
        forged(training__captures=[["a", 99]]),
        forged(training__captures=[["nowhere", 0]]),
        forged(training__captures=[]),
        forged(training__captures=[[1, 0]]),
        forged(arrays=[array.astype("int8") for array in GOOD["builds"][0]["arrays"]]),
        forged(arrays=[array[:1] for array in GOOD["builds"][0]["arrays"]]),
    ],
)
def test_a_forged_record_is_refused_in_words(record: Any) -> None:
    with pytest.raises((GraphError, ValueFormatError)):
        _ = Builds.of(Answer(record)).measurements


def test_weights_that_are_not_finite_are_measured_as_what_they_are() -> None:
    arrays = [np.full_like(array, np.nan) for array in GOOD["builds"][0]["arrays"]]
    assert not Builds.of(Answer(forged(arrays=arrays))).measurements[0].finite
