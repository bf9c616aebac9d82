"""DeepCrime's and DeepMutation's operators on a function that builds a network."""

from __future__ import annotations

import pytest

from instructor.verifying.network_operators import NETWORK, REMOVED
from instructor.verifying.rewriting import changes

NET = """
def create():
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation='relu', kernel_initializer='he_normal'))
    model.add(keras.layers.Dense(10, activation='softmax'))
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001, clipnorm=1.0), loss='sparse')
    return model
"""


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("ACH", "'tanh'", "Dense(128, kernel_initializer='he_normal', activation='tanh')"),
        ("ACH_output", "'linear'", "Dense(10, activation='linear')"),
        ("ARM", REMOVED, "Dense(128, kernel_initializer='he_normal')"),
        ("AAL", "'relu'", "model.add(keras.layers.Activation('relu'))"),
        ("WCI", "'zeros'", "Dense(128, activation='relu', kernel_initializer='zeros')"),
        ("WRB", "False", "use_bias=False"),
        ("OCG", REMOVED, "Adam(learning_rate=0.001)"),
        ("OCG", "clipvalue=0.5", "Adam(learning_rate=0.001, clipvalue=0.5)"),
        ("OCH", "SGD", "keras.optimizers.SGD(learning_rate=0.001, clipnorm=1.0)"),
        ("HLR", "10.0", "learning_rate=10.0"),
        ("LCH", "'mse'", "loss='mse'"),
        ("RCD", "0.25", "model.add(keras.layers.Dropout(0.25))"),
        ("LR", "2", "range(2)"),
        ("LD", "False", "trainable=False"),
    ],
)
def test_an_operator_changes_the_one_place_it_is_for(operator: str, value: str, expected: str) -> None:
    (made,) = changes(NET, NETWORK[operator](value))
    assert expected in made[1]


def test_the_output_layer_is_not_taken_for_a_hidden_one() -> None:
    for operator in ("ACH", "WCI", "LD"):
        (made,) = changes(NET, NETWORK[operator]("None"))
        assert "Dense(10, activation='softmax')" in made[1]
