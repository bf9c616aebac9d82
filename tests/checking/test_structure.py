"""What the judge reads off a recorded graph: kernels in order, depth, bends, and what it refuses."""

from __future__ import annotations

from typing import Any

import keras
import pytest
import tensorflow as tf
from recorded_models import WIDTH, dense, network_of

from gradlab.checking.graph import GraphError, parse, structure

GraphDef = tf.compat.v1.GraphDef


def functional(build: Any) -> Any:
    """A maker of models from a function of the input tensor."""

    def make() -> Any:
        inputs = keras.Input((WIDTH,))
        return keras.Model(inputs, build(inputs))

    return make


def block(x: Any, activation: Any = "relu", units: int = 16) -> Any:
    return keras.layers.Dense(units, activation=activation)(x)


def end(x: Any) -> Any:
    return keras.layers.Dense(10, activation="softmax")(x)


def residual(x: Any) -> Any:
    x = block(x)
    for _ in range(2):
        x = keras.layers.Add()([x, block(x)])
    return end(x)


def convolutions(x: Any) -> Any:
    x = keras.layers.Reshape((28, 28, 1))(x)
    for _ in range(3):
        x = keras.layers.Conv2D(4, 3, activation="relu")(x)
    return end(keras.layers.GlobalAveragePooling2D()(x))


def softmax_hidden(x: Any) -> Any:
    for _ in range(3):
        x = block(x, "softmax")
    return end(x)


def skipping_all(x: Any) -> Any:
    return end(keras.layers.Concatenate()([x, block(block(block(x)))]))


def linear_with_unused_branch(x: Any) -> Any:
    block(block(block(x)))
    return end(block(x, None))


def activation_before_any_kernel(x: Any) -> Any:
    return end(keras.layers.ReLU()(x))


class RmsNorm(keras.layers.Layer):  # type: ignore[misc]
    def build(self, shape: Any) -> None:
        self.scale = self.add_weight(shape=(shape[-1],), initializer="ones")

    def call(self, x: Any) -> Any:
        return x * tf.math.rsqrt(tf.reduce_mean(tf.square(x), axis=-1, keepdims=True) + 1e-6) * self.scale


class Maxout(keras.layers.Layer):  # type: ignore[misc]
    def call(self, x: Any) -> Any:
        return tf.reduce_max(tf.reshape(x, (-1, 8, 2)), axis=-1)


BATCH_NORM, LAYER_NORM = keras.layers.BatchNormalization, keras.layers.LayerNormalization
NETWORKS = [
    ("relu", dense("relu"), 3, 4),
    ("sigmoid", dense("sigmoid", layers=5), 5, 6),
    ("silu", dense("silu"), 3, 4),
    ("gelu", dense("gelu"), 3, 4),
    ("exact gelu", dense(lambda x: keras.activations.gelu(x, approximate=False)), 3, 4),
    ("mish", dense("mish"), 3, 4),
    ("selu", dense("selu"), 3, 4),
    ("leaky relu", dense("leaky_relu"), 3, 4),
    ("prelu", dense(None, norm=keras.layers.PReLU), 3, 4),
    ("maximum", dense(lambda x: tf.maximum(x, 0.1 * x)), 3, 4),
    ("where", dense(lambda x: tf.where(x > 0, x, 0.2 * x)), 3, 4),
    ("where zero", dense(lambda x: keras.ops.where(x < 0, 0.0, x)), 3, 4),
    ("a mask", dense(lambda x: x * tf.cast(x > 0, x.dtype)), 3, 4),
    ("slopes chosen", dense(lambda x: x * tf.where(x > 0, 1.0, 0.2)), 3, 4),
    ("threshold", dense(lambda x: tf.where(tf.abs(x) > 0.1, x, 0.0)), 3, 4),
    ("maxout", dense(None, norm=Maxout), 3, 4),
    ("sorted in pairs", dense(lambda x: tf.reshape(tf.sort(tf.reshape(x, (-1, 8, 2))), (-1, 16))), 3, 4),
    ("linear", dense(None), 0, 4),
    ("where that always chooses the same", dense(lambda x: tf.where(x > -1e6, x, 0.2 * x)), 0, 4),
    ("a mask that is always 1", dense(lambda x: x * tf.cast(x > -1e6, x.dtype)), 0, 4),
    ("numbers that are not finite replaced", dense(lambda x: tf.where(tf.math.is_finite(x), x, 0.0)), 0, 4),
    ("linear with dropout", dense(None, norm=lambda: keras.layers.Dropout(0.5)), 0, 4),
    ("linear with batch norm", dense(None, norm=BATCH_NORM), 0, 4),
    ("linear with layer norm", dense(None, norm=LAYER_NORM), 0, 4),
    ("linear with rms norm", dense(None, norm=RmsNorm), 0, 4),
    ("relu with batch norm", dense("relu", norm=BATCH_NORM), 3, 4),
    ("relu with layer norm", dense("relu", norm=LAYER_NORM), 3, 4),
    ("relu with rms norm", dense("relu", norm=RmsNorm), 3, 4),
    ("relu with dropout", dense("relu", norm=lambda: keras.layers.Dropout(0.5)), 3, 4),
    ("residual", functional(residual), 3, 4),
    ("convolutions", functional(convolutions), 3, 4),
    ("softmax hidden", functional(softmax_hidden), 0, 4),
    ("a way round", functional(skipping_all), 3, 4),
    ("an unused branch", functional(linear_with_unused_branch), 0, 2),
    ("one layer", dense("relu", layers=1), 1, 2),
    ("no layer", dense("relu", layers=0), 0, 1),
    ("activation on the input", functional(activation_before_any_kernel), 0, 1),
]


@pytest.mark.parametrize(("make", "depth", "kernels"), [row[1:] for row in NETWORKS], ids=[row[0] for row in NETWORKS])
def test_non_linear_hidden_layers_and_kernels_are_counted(make: Any, depth: int, kernels: int) -> None:
    network = network_of(make)
    assert (network.hidden_layers, len(network.kernel_indices)) == (depth, kernels)


def test_keras_own_rms_normalisation_does_not_bend_either() -> None:
    if not hasattr(keras.layers, "RMSNormalization"):
        pytest.skip("this Keras has no RMSNormalization")
    assert network_of(dense(None, norm=keras.layers.RMSNormalization)).hidden_layers == 0


def test_a_hidden_softmax_is_seen_and_the_one_at_the_output_is_not_meant() -> None:
    assert network_of(functional(softmax_hidden)).hidden_softmax
    assert not network_of(dense("relu")).hidden_softmax


def test_kernels_come_from_input_to_output_whatever_the_order_of_creation() -> None:
    class Backwards(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.last = keras.layers.Dense(10, activation="softmax", name="last")
            self.second = keras.layers.Dense(7, activation="relu", name="second")
            self.first = keras.layers.Dense(5, activation="relu", name="first")

        def call(self, x: Any) -> Any:
            return self.last(self.second(self.first(x)))

    network = network_of(Backwards)
    assert [network.arrays[index].shape for index in network.kernel_indices] == [(784, 5), (5, 7), (7, 10)]
    assert network.layer_names == ["first", "second", "last"]


def test_layer_names_are_unique_short_and_without_control_characters() -> None:
    def make() -> Any:
        shared = keras.layers.Dense(784, activation="relu", name="a" * 60)
        inner = keras.Sequential([keras.Input((784,)), keras.layers.Dense(784, name="a" * 60)], name="b")
        inputs = keras.Input((784,))
        return keras.Model(inputs, end(inner(shared(inputs))))

    names = network_of(make).layer_names
    assert len(set(names)) == 3
    assert all(name.isprintable() and len(name) <= 45 for name in names)


def test_frozen_layers_are_named() -> None:
    def make() -> Any:
        model = dense("relu")()
        model.layers[2].trainable = False
        return model

    network = network_of(make)
    assert network.frozen_layers == [network.layer_names[1]]


def test_a_layer_that_is_used_twice_has_one_kernel_and_two_depths() -> None:
    def make() -> Any:
        shared = keras.layers.Dense(784, activation="relu")
        inputs = keras.Input((784,))
        return keras.Model(inputs, end(shared(shared(inputs))))

    network = network_of(make)
    assert (network.hidden_layers, len(network.kernel_indices)) == (2, 2)


# Graphs written by hand: what a forger could send.


def graph(*nodes: tuple[str, str, list[str]]) -> Any:
    found = GraphDef()
    for name, op, inputs in nodes:
        node = found.node.add(name=name, op=op)
        node.input.extend(inputs)
    return found


X = ("x", "Placeholder", [])


@pytest.mark.parametrize(
    "op", ["ReadFile", "PyFunc", "EagerPyFunc", "VarHandleOp", "PartitionedCall", "SaveV2", "Print"]
)
def test_an_operation_that_is_not_allowed_is_refused_by_name(op: str) -> None:
    with pytest.raises(GraphError) as caught:
        parse(graph(X, ("y", op, ["x"])).SerializeToString())
    assert str(caught.value) == (
        f"Your network uses the TensorFlow operation {op}, which is not measured here; build it from Keras layers and plain"
        " tensor operations."
    )


@pytest.mark.parametrize("op", ["If", "While", "TensorListReserve"])
def test_control_flow_is_refused_and_the_layers_that_bring_it_are_named(op: str) -> None:
    with pytest.raises(GraphError) as caught:
        parse(graph(X, ("y", op, ["x"])).SerializeToString())
    assert str(caught.value) == (
        "Your network contains control flow, which is not measured here. In Keras, SpectralNormalization brings it, and so do"
        " LSTM and GRU; a recurrent layer comes without it if you give it unroll=True."
    )


def test_a_function_library_is_refused() -> None:
    made = graph(X)
    made.library.function.add()
    with pytest.raises(GraphError, match="control flow or a nested function"):
        parse(made.SerializeToString())


@pytest.mark.parametrize("data", [b"\xff\xff", b"junk junk"])
def test_bytes_that_are_no_graph_are_refused(data: bytes) -> None:
    with pytest.raises(GraphError):
        parse(data)


def test_devices_and_custom_gradients_are_taken_away() -> None:
    made = graph(X)
    made.node[0].device = "/job:elsewhere"
    made.node[0].attr["_gradient_op_type"].s = b"Forged"
    (node,) = parse(made.SerializeToString()).node
    assert (node.device, dict(node.attr)) == ("", {})


@pytest.mark.parametrize("inputs", [["x", "b"], ["^b"]])
def test_a_cycle_is_refused(inputs: list[str]) -> None:
    made = graph(X, ("a", "Add", inputs), ("b", "Identity", ["a"]))
    with pytest.raises(GraphError, match="contains a cycle"):
        structure(made, "x", "b:0", [])


@pytest.mark.parametrize("output", ["c:0", "missing:0", ""])
def test_an_output_that_does_not_depend_on_the_input_is_refused(output: str) -> None:
    made = graph(X, ("c", "Const", []))
    with pytest.raises(GraphError) as caught:
        structure(made, "x", output, [])
    assert str(caught.value) == "The output of your network does not depend on its input."


def test_a_control_input_is_no_way_from_input_to_output() -> None:
    made = graph(X, ("c", "Const", ["^x"]))
    with pytest.raises(GraphError, match="does not depend on its input"):
        structure(made, "x", "c:0", [])


def test_a_graph_of_twenty_thousand_nodes_is_read_without_recursion() -> None:
    nodes = [X, *((f"n{i}", "Identity", [f"n{i - 1}" if i else "x"]) for i in range(50_000))]
    assert structure(graph(*nodes), "x", "n19999:0", []).hidden_layers == 0


def test_an_input_that_is_missing_from_the_graph_is_passed_over() -> None:
    made = graph(X, ("y", "Add", ["x", "nowhere"]))
    assert structure(made, "x", "y:0", []).kernels == ()


def test_a_variable_reaches_its_product_through_other_operations() -> None:
    made = graph(X, ("w", "Placeholder", []), ("c", "Cast", ["w"]), ("y", "MatMul", ["x", "c"]))
    assert structure(made, "x", "y:0", ["w"]).kernels == ("w",)
