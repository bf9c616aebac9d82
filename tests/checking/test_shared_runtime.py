"""A runtime that has served other networks measures the next one as a fresh runtime would, bit for bit."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from recorded_models import WIDTH, Make, answer_of, dense

from gradlab.checking import builds
from gradlab.checking.builds import PLAIN_ADAM, Builds
from gradlab.checking.calls import Answer
from gradlab.checking.training import FAMILIES, ShortTraining, train_briefly

BATCH_NORM = keras.layers.BatchNormalization


def compiled(make: Make, optimizer: Any) -> Make:
    def make_compiled() -> Any:
        model = make()
        model.compile(optimizer(), "sparse_categorical_crossentropy")
        return model

    return make_compiled


def noisy() -> Any:
    layers = [keras.layers.Dense(16, activation="relu"), keras.layers.GaussianNoise(0.5), keras.layers.Dropout(0.2)]
    return keras.Sequential([keras.Input((WIDTH,)), *layers, keras.layers.Dense(10, activation="softmax")])


def measured(answer: Answer) -> dict[str, Any]:
    found = Builds(answer.value)
    return {
        "norms": [one.kernel_norms for one in found.measurements],
        "flow": vars(found.flow),
        "layers": found.first.hidden_layers,
        "output": found.output.tobytes(),
        "curvature": found.curvature,
        "training": found.training,
        "with Adam": found.loss_after_adam,
    }


@pytest.fixture(autouse=True)
def no_runtimes() -> None:
    builds._RUNTIMES.clear()


@pytest.mark.parametrize(
    "make",
    [
        compiled(dense("relu", norm=BATCH_NORM), lambda: keras.optimizers.Adam(1e-3, clipnorm=1.0)),
        compiled(noisy, lambda: keras.optimizers.SGD(0.05, momentum=0.9, clipvalue=0.5)),
    ],
)
def test_what_was_measured_before_changes_nothing(make: Make) -> None:
    one, other = answer_of(make, (1, 2)), answer_of(make, (3, 4))
    alone = measured(one)
    measured(other)
    assert len(builds._RUNTIMES) == 1
    np.testing.assert_equal(measured(one), alone)


def test_equal_graphs_of_two_students_are_traced_once() -> None:
    make = dense("relu")
    one, other = Builds(answer_of(make, (1,)).value), Builds(answer_of(make, (2,)).value)
    assert one.first.runtime is other.first.runtime
    assert one.measurements != other.measurements


@pytest.mark.parametrize("make", [dense("relu", units=17), dense("tanh"), dense("relu", layers=4)])
def test_other_graphs_have_a_runtime_of_their_own(make: Make) -> None:
    one, other = Builds(answer_of(dense("relu")).value), Builds(answer_of(make).value)
    assert one.first.runtime is not other.first.runtime


def test_a_graph_whose_random_numbers_go_on_from_run_to_run_is_not_shared() -> None:
    import tensorflow as tf

    class Jitter(keras.layers.Layer):  # type: ignore[misc]
        def call(self, x: Any, training: bool = False) -> Any:
            return x + 0.1 * tf.random.normal(tf.shape(x), seed=5)

    def make() -> Any:
        last = keras.layers.Dense(10, activation="softmax")
        return keras.Sequential([keras.Input((WIDTH,)), keras.layers.Dense(16, activation="relu"), Jitter(), last])

    Builds(answer_of(make).value).first.outputs(np.zeros((2, WIDTH), "float32"))
    assert not builds._RUNTIMES


def test_few_runtimes_are_kept_and_those_that_were_used_last() -> None:
    answers = [answer_of(dense("relu", units=units)) for units in range(4, 5 + builds.MOST_RUNTIMES)]
    runtimes = [Builds(answer.value).first.runtime for answer in answers[:-1]]
    assert Builds(answers[0].value).first.runtime is runtimes[0]
    runtimes.append(Builds(answers[-1].value).first.runtime)
    assert len(builds._RUNTIMES) == builds.MOST_RUNTIMES
    assert Builds(answers[0].value).first.runtime is runtimes[0]
    assert Builds(answers[1].value).first.runtime is not runtimes[1]


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_an_optimizer_begins_anew_with_every_training(family: str) -> None:
    network = Builds(answer_of(dense("relu")).value).first

    def trained(*rates: float) -> ShortTraining:
        return train_briefly(network, PLAIN_ADAM | {"family": family, "learning_rates": list(rates)})

    first = trained(1e-3)
    trained(*np.linspace(1e-2, 1e-4, 120))
    assert len(network.runtime.trainers) == 1
    np.testing.assert_equal(vars(trained(1e-3)), vars(first))  # Adafactor has NaN


def test_trainings_with_other_settings_or_other_frozen_weights_are_traced_anew() -> None:
    network = Builds(answer_of(dense("relu")).value).first
    train_briefly(network, PLAIN_ADAM)
    train_briefly(network, PLAIN_ADAM | {"clip": {"clipnorm": 0.5}})
    train_briefly(network, PLAIN_ADAM | {"settings": {"beta_1": 0.8}})
    network.trainable = [False, *network.trainable[1:]]
    train_briefly(network, PLAIN_ADAM)
    assert len(network.runtime.trainers) == 4
