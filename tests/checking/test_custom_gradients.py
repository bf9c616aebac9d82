from __future__ import annotations

from typing import Any

import keras
import pytest
import tensorflow as tf
from tensorflow.core.framework.graph_pb2 import GraphDef

from autograder.judge.noticed import noticed
from autograder.record.evidence import Recorded
from gradlab.checking.calls import Answer
from gradlab.checking.custom_gradients import ATTRIBUTE, count_custom_gradients, mark_custom_gradients
from gradlab.checking.graph import parse
from gradlab.checking.trace import record_builds


def network(activation: Any) -> Any:
    hidden = [keras.layers.Dense(4, activation=activation) for _ in range(2)]
    return keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10, activation="softmax")])


def loud(x: Any) -> Any:
    @tf.custom_gradient
    def louder(z: Any) -> Any:
        return tf.sigmoid(z), lambda upstream: 8.0 * upstream

    return louder(x)


def graph_of(activation: Any) -> bytes:
    found: bytes = record_builds(lambda: network(activation), [1])["builds"][0]["training"]["graph"]
    return found


@pytest.mark.parametrize("activation", ["silu", "gelu", "relu", "softplus", "mish", "selu"])
def test_tensorflows_own_gradients_are_none_of_the_students(activation: str) -> None:
    assert count_custom_gradients(graph_of(activation)) == 0


def test_a_gradient_that_a_layer_brings_along_is_counted_and_dropped_by_the_judge() -> None:
    graph = graph_of(loud)
    assert count_custom_gradients(graph) == 2
    assert not any(ATTRIBUTE in node.attr for node in parse(graph).node)


def test_a_pointer_to_a_gradient_that_nobody_registered_is_marked() -> None:
    graph = GraphDef()
    graph.node.add().attr[ATTRIBUTE].s = b"nobody\xff"
    assert count_custom_gradients(mark_custom_gradients(graph).SerializeToString()) == 1


def test_a_gradient_whose_closure_names_what_has_no_value_stops_nothing() -> None:
    def outer() -> Any:
        if False:
            late = 1
        return lambda operation, upstream: late

    gradient = outer()
    gradient.__module__ = "tensorflow.python.ops.custom_gradient"
    tf.RegisterGradient("OfAnEmptyCell")(gradient)
    graph = GraphDef()
    graph.node.add().attr[ATTRIBUTE].s = b"OfAnEmptyCell"
    assert count_custom_gradients(mark_custom_gradients(graph).SerializeToString()) == 0


def test_bytes_that_are_no_graph_have_none() -> None:
    assert count_custom_gradients(b"\xff\xff") == 0


def test_two_builds_with_a_custom_gradient_have_equal_graphs() -> None:
    builds = record_builds(lambda: network(loud), [1, 2])["builds"]
    assert builds[1]["training"] is None


def test_staff_are_told_in_words_and_nothing_is_made_of_it() -> None:
    answer = Answer(record_builds(lambda: network(loud), [1]), kind="dict").as_bytes()
    assert noticed("fix_network", Recorded([None, answer])) == [
        "The network of fix_network brings gradients of its own along for 2 of its operations; they were left out, and"
        " TensorFlow's were measured."
    ]


@pytest.mark.parametrize(
    "value", [None, [], {"builds": 1}, {"builds": [1, {"training": 2}, {"training": {"graph": "x"}}]}, {"x": 1}]
)
def test_nothing_is_noticed_in_answers_of_another_kind(value: Any) -> None:
    assert noticed("a", Recorded([None, Answer(value).as_bytes(), b"broken"])) == []
