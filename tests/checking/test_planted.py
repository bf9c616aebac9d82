"""What is true of a planted model does not depend on which models of the same layers came before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gradlab.checking import planted
from gradlab.checking.models import Layer, ModelSpec, build
from gradlab.checking.planted import Planted

BATCH_NORM: tuple[Layer, ...] = (("dense", 7, "tanh", True), ("batchnorm",), ("dense", 3, None, True))
FROZEN: tuple[Layer, ...] = (("dense", 6, "tanh", True), ("frozen", 5, "tanh", True), ("dense", 3, None, True))
X = np.random.default_rng(1).standard_normal((16, 5)).astype("float32")


def fresh(spec: ModelSpec) -> Planted:
    planted._lent.cache_clear()
    return Planted.of(spec, X)


@pytest.mark.parametrize("layers", [BATCH_NORM, FROZEN])
@pytest.mark.parametrize("style", ["sequential", "functional", "subclassed"])
def test_a_model_that_was_built_for_an_earlier_one_gives_the_same_as_a_fresh_one(
    layers: tuple[Layer, ...], style: str
) -> None:
    earlier = ModelSpec(layers, 5, style=style, seed=1)
    assert Planted.of(earlier, X).mistakes  # one of them moves the statistics of batch normalisation
    spec = replace(earlier, seed=2, scale=0.7)
    found, expected = Planted.of(spec, X), fresh(spec)
    np.testing.assert_equal(found.weights, expected.weights)
    np.testing.assert_equal(found.weights, build(spec).get_weights())
    assert found.norms == expected.norms
    assert found.mistakes == expected.mistakes


def test_two_models_of_the_same_layers_do_not_disturb_each_other() -> None:
    one, other = (Planted.of(ModelSpec(BATCH_NORM, 5, seed=seed), X) for seed in (1, 2))
    assert other.norms == fresh(ModelSpec(BATCH_NORM, 5, seed=2)).norms
    assert one.mistakes["training"] != one.norms == fresh(ModelSpec(BATCH_NORM, 5, seed=1)).norms
    np.testing.assert_equal(one.weights, build(one.spec).get_weights())
    assert one.mistakes["weights"] == fresh(ModelSpec(BATCH_NORM, 5, seed=1)).mistakes["weights"]


def test_models_of_the_same_layers_are_built_once() -> None:
    planted._lent.cache_clear()
    for seed in range(3):
        Planted.of(ModelSpec(FROZEN, 5, seed=seed), X)
    assert planted._lent.cache_info().misses == 1
