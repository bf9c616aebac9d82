"""Golden networks drawn again: by their own code, in a graph that is traced once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest

from instructor.verifying.redraws import GraphsDiffer, decisions


def _create(activation: Any, changes: bool = False) -> Callable[[], Any]:
    built: list[int] = []

    def create() -> Any:
        built.append(1)
        depth = 3 + (len(built) if changes else 0)
        layers = [keras.layers.Dense(32, activation=activation) for _ in range(depth)]
        model = keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10, activation="softmax")])
        model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
        return model

    return create


def test_a_healthy_network_is_accepted_at_every_draw() -> None:
    assert list(decisions(_create("relu"), 3)) == ["", "", ""]


def test_a_sick_network_is_rejected_at_every_draw() -> None:
    assert list(decisions(_create("sigmoid"), 3)) == ["gradient_reaches"] * 3


def test_a_network_that_bends_nothing_is_rejected_though_its_gradient_passes() -> None:
    assert list(decisions(_create(lambda x: keras.ops.minimum(x, 1e9)), 2)) == ["gradient_reaches"] * 2


def test_every_build_comes_from_the_answer_s_own_code_under_a_seed_of_its_own() -> None:
    seen: list[float] = []
    plain = _create("relu")

    def create() -> Any:
        model = plain()
        seen.append(float(model.layers[0].kernel.numpy()[0, 0]))
        return model

    list(decisions(create, 2))
    assert len(set(seen[2:])) == 10  # after the two that the graph was traced from


def test_a_network_whose_graph_changes_from_build_to_build_is_not_drawn_again() -> None:
    with pytest.raises(GraphsDiffer):
        list(decisions(_create("relu", changes=True), 1))
