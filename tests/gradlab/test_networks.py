from __future__ import annotations

import keras
import numpy as np
import pytest
from toolkit_batch import Batch

from gradlab import (
    create_deep_sigmoid_network,
    create_exploding_network,
    create_problematic_network,
    create_residual_network,
    first_last_ratio,
    gradient_norms,
)


def test_the_problem_network_is_the_one_of_the_lab() -> None:
    model = create_problematic_network()
    assert [layer.units for layer in model.layers] == [128, 128, 128, 128, 10]
    assert [layer.activation.__name__ for layer in model.layers] == ["sigmoid"] * 4 + ["softmax"]
    assert model.input_shape == (None, 784)
    assert isinstance(model.optimizer, keras.optimizers.SGD)
    assert float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)) == pytest.approx(0.01)
    assert model.loss == "sparse_categorical_crossentropy"


def test_gradients_vanish_in_the_sigmoid_networks_and_flow_in_the_residual_ones(batch: Batch) -> None:
    assert first_last_ratio(gradient_norms(create_problematic_network(), *batch)) < 0.034
    assert first_last_ratio(gradient_norms(create_deep_sigmoid_network(), *batch)) < 1e-4
    for activation in ("relu", "tanh"):
        assert first_last_ratio(gradient_norms(create_residual_network(activation=activation), *batch)) > 0.1


def test_the_exploding_network_loses_its_loss_within_an_epoch(batch: Batch) -> None:
    model, (x, y) = create_exploding_network(), batch
    assert max(gradient_norms(model, x, y.astype("float32")).values()) > 1e6
    assert np.isnan(model.fit(x, y.astype("float32"), verbose=0).history["loss"][0])


@pytest.mark.parametrize(
    ("build", "argument"),
    [
        (lambda: create_deep_sigmoid_network(depth=0), "depth is 0"),
        (lambda: create_residual_network(width=0), "width is 0"),
        (lambda: create_exploding_network(stddev=0.0), "stddev is 0.0"),
    ],
)
def test_a_size_that_makes_no_network_is_refused_by_name(build, argument: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=argument):
        build()
