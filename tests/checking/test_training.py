from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from recorded_models import answer_of, dense

from gradlab.checking.builds import PLAIN_ADAM, Builds
from gradlab.checking.compiled import SCHEDULE_STEPS, record_compiled, takes_for_logits
from gradlab.checking.graph import GraphError
from gradlab.checking.network import Network
from gradlab.checking.thresholds import LOSS_SLACK, MAX_LOSS_GROWTH
from gradlab.checking.training import STEPS, ShortTraining, rebuild_optimizer, train_briefly
from gradlab.checking.values import Opaque


def compiled(
    optimizer: Any, loss: Any = "sparse_categorical_crossentropy", activation: Any = "softmax"
) -> dict[str, Any]:
    """What is recorded of a small model compiled like this."""
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation=activation)])
    model.compile(optimizer=optimizer, loss=loss)
    return record_compiled(model)


def settings(optimizer: Any) -> dict[str, Any]:
    found: dict[str, Any] = compiled(optimizer)["optimizer"]
    return found


@pytest.fixture(scope="module")
def network() -> Network:
    return Builds.of(answer_of(dense("relu", units=64, initializer="he_normal"))).first


@pytest.fixture(scope="module")
def adam(network: Network) -> ShortTraining:
    return train_briefly(network, settings(keras.optimizers.Adam(1e-3, clipnorm=1.0)))


def stable(training: ShortTraining) -> bool:
    return training.finite and training.final_loss <= MAX_LOSS_GROWTH * training.initial_loss + LOSS_SLACK


def test_a_healthy_network_learns_the_digits_in_96_steps(adam: ShortTraining) -> None:
    assert len(adam.losses) == len(adam.global_norms) == STEPS
    assert adam.final_loss < 0.7 * adam.initial_loss
    assert adam.accuracy > 0.8
    assert stable(adam)


def test_training_twice_gives_the_same(network: Network, adam: ShortTraining) -> None:
    again = train_briefly(network, settings(keras.optimizers.Adam(1e-3, clipnorm=1.0)))
    np.testing.assert_allclose(again.losses, adam.losses, rtol=1e-4)


def test_a_learning_rate_of_one_is_unstable(network: Network) -> None:
    assert not stable(train_briefly(network, settings(keras.optimizers.Adam(1.0, clipnorm=1.0))))


def test_a_loss_that_is_not_finite_ends_the_training_early(network: Network) -> None:
    training = train_briefly(network, settings(keras.optimizers.SGD(1e38)))
    assert len(training.losses) < STEPS
    assert not training.finite
    assert np.isnan(training.accuracy)


def test_frozen_weights_are_not_trained(network: Network) -> None:
    frozen = Network(network.runtime, network.arrays, network.paths, [i >= 6 for i in range(len(network.arrays))])
    before = [array.copy() for array in network.arrays]
    training = train_briefly(frozen, PLAIN_ADAM)
    assert training.finite
    for variable, array in zip(network.runtime.variables[:6], before[:6], strict=True):
        np.testing.assert_array_equal(variable.numpy(), array)


def test_a_schedule_of_learning_rates_is_followed_step_by_step(network: Network, adam: ShortTraining) -> None:
    own = PLAIN_ADAM | {"learning_rates": [0.0] * 10 + [1e-3] * 110}
    scheduled = train_briefly(network, own)
    still = train_briefly(network, PLAIN_ADAM | {"learning_rates": [0.0]})
    np.testing.assert_allclose(scheduled.losses[:11], still.losses[:11], rtol=1e-5)
    assert scheduled.final_loss < 0.9 * still.final_loss
    constant = train_briefly(network, PLAIN_ADAM | {"learning_rates": [1e-3] * 120})
    np.testing.assert_allclose(constant.losses, adam.losses, rtol=1e-3)


def test_a_schedule_is_recorded_as_its_first_learning_rates() -> None:
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=10, decay_rate=0.5)
    rates = settings(keras.optimizers.SGD(schedule))["learning_rates"]
    assert len(rates) == SCHEDULE_STEPS
    np.testing.assert_allclose(rates[:21:10], [0.1, 0.05, 0.025], rtol=1e-5)


def test_an_optimizer_is_recorded_with_family_numbers_and_clipping() -> None:
    found = settings(keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True, global_clipnorm=2))
    assert found["family"] == "SGD"
    assert (found["settings"]["momentum"], found["settings"]["nesterov"]) == (pytest.approx(0.9), True)
    assert found["clip"] == {"clipnorm": None, "global_clipnorm": 2.0, "clipvalue": None}
    assert found["learning_rates"] == [pytest.approx(0.05)]


def test_an_optimizer_of_the_students_own_is_known_by_the_class_it_extends() -> None:
    class Mine(keras.optimizers.RMSprop):  # type: ignore[misc]
        pass

    assert settings(Mine(0.01, clipvalue=0.5))["family"] == "RMSprop"


@pytest.mark.parametrize(
    "name", ["SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adamax", "Nadam", "Lion", "Adafactor", "Ftrl"]
)
def test_each_family_is_rebuilt_as_it_was(name: str) -> None:
    original = getattr(keras.optimizers, name)(learning_rate=0.02, clipnorm=3.0)
    rebuilt = rebuild_optimizer(settings(original))
    assert type(rebuilt) is type(original)
    assert rebuilt.get_config() == original.get_config() | {"name": rebuilt.name}


@pytest.mark.skipif(not hasattr(keras.optimizers, "MultiOptimizer"), reason="Keras has no MultiOptimizer before 3.12")
def test_of_several_optimizers_the_one_that_clips_least_is_recorded() -> None:
    tight, loose = keras.optimizers.SGD(clipnorm=1.0), keras.optimizers.Adam(0.02, clipvalue=7.0)
    several = keras.optimizers.MultiOptimizer(lambda weight: loose if "bias" in weight.path else tight)
    found = settings(several)
    assert (found["family"], found["clip"]["clipvalue"], found["learning_rates"]) == (
        "Adam",
        7.0,
        [pytest.approx(0.02)],
    )


def test_a_model_that_is_not_compiled_records_nothing() -> None:
    assert record_compiled(keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])) == {}


def test_the_loss_is_asked_about_every_label() -> None:
    found = compiled("sgd")["loss"]
    np.testing.assert_allclose(found["losses"], -np.log(found["probabilities"]), rtol=1e-4)


@pytest.mark.filterwarnings("ignore:.*received .from_logits=True:UserWarning")  # Keras, which then takes the logits
def test_a_softmax_that_keras_sees_through_when_it_trains_is_seen_through_by_us() -> None:
    def loss() -> Any:
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    seen = compiled("sgd", loss(), tf.nn.softmax)["loss"]
    np.testing.assert_allclose(seen["losses"], -np.log(seen["probabilities"]), rtol=1e-4)
    assert not takes_for_logits(seen["losses"], seen["probabilities"])
    hidden = compiled("sgd", loss(), lambda x: 1.0 * tf.nn.softmax(x))["loss"]
    assert takes_for_logits(hidden["losses"], hidden["probabilities"])


def test_a_loss_that_is_trained_eagerly_is_asked_eagerly() -> None:
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation=tf.nn.softmax)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), run_eagerly=True)
    found = record_compiled(model)["loss"]
    assert takes_for_logits(found["losses"], found["probabilities"])


def test_a_loss_that_wants_other_labels_is_recorded_as_its_error() -> None:
    assert compiled("sgd", "categorical_crossentropy")["loss"]["problem"].startswith("ValueError: ")


GOOD = dict(PLAIN_ADAM)


@pytest.mark.parametrize(
    "forged",
    [
        {},
        GOOD | {"family": None},
        GOOD | {"family": "Optimizer"},
        GOOD | {"family": "deserialize"},
        GOOD | {"family": ["Adam"]},
        GOOD | {"settings": None},
        GOOD | {"settings": []},
        GOOD | {"settings": {"unknown": 1}},
        GOOD | {"settings": {"beta_1": "text"}},
        GOOD | {"settings": {"beta_1": Opaque("x")}},
        GOOD | {"settings": {"beta_1": {"class_name": "Adam", "config": {}}}},
        GOOD | {"settings": {"learning_rate": 5, "loss_scale_factor": "text"}},
        GOOD | {"clip": None},
        GOOD | {"clip": {"clipnorm": "text"}},
        GOOD | {"clip": {"clipnorm": 1.0, "clipvalue": 1.0}},
        GOOD | {"clip": {"other": 1.0}},
        GOOD | {"learning_rates": []},
        GOOD | {"learning_rates": None},
        GOOD | {"learning_rates": ["fast"]},
        GOOD | {"learning_rates": [[1.0]]},
        GOOD | {"learning_rates": [1e-3, "fast"]},
        GOOD | {"learning_rates": 5},
        {name: value for name, value in GOOD.items() if name != "learning_rates"},
        {name: value for name, value in GOOD.items() if name != "settings"},
        {name: value for name, value in GOOD.items() if name != "clip"},
    ],
)
def test_forged_settings_are_refused_in_words(forged: Any) -> None:
    with pytest.raises(GraphError):
        rebuild_optimizer(forged)
