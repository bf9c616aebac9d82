from __future__ import annotations

import json
import math
from collections.abc import Callable

import keras
import numpy as np
import pytest
from toolkit_batch import Batch

from gradlab import create_exploding_network, create_problematic_network, create_residual_network, diagnose

L = keras.layers
Build = Callable[[], keras.Model]


def network(
    depth: int, activation: str, start: str | keras.initializers.Initializer, normalise: bool = False
) -> keras.Model:
    layers: list[L.Layer] = []
    for _ in range(depth):
        layers.append(L.Dense(64, kernel_initializer=start))
        layers += [L.BatchNormalization()] if normalise else []
        layers.append(L.Activation(activation))
    return keras.Sequential([keras.Input((784,)), *layers, L.Dense(10, "softmax")])


def normal(stddev: float) -> keras.initializers.Initializer:
    return keras.initializers.RandomNormal(stddev=stddev)


def convolutional() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((784,)),
            L.Reshape((28, 28, 1)),
            L.Conv2D(8, 3, activation="relu"),
            L.MaxPooling2D(),
            L.Conv2D(16, 3, activation="relu"),
            L.MaxPooling2D(),
            L.Conv2D(16, 3, activation="relu"),
            L.Flatten(),
            L.Dense(10, "softmax"),
        ]
    )


HEALTHY: dict[str, Build] = {
    "ReLU with He": lambda: network(4, "relu", "he_normal"),
    "ReLU with He, 12 layers": lambda: network(12, "relu", "he_normal"),
    "tanh with Glorot": lambda: network(6, "tanh", "glorot_uniform"),
    "SELU": lambda: network(6, "selu", "lecun_normal"),
    "GELU": lambda: network(4, "gelu", "he_normal"),
    "sigmoid with batch norm": lambda: network(4, "sigmoid", "glorot_uniform", normalise=True),
    "ReLU with batch norm": lambda: network(6, "relu", "he_normal", normalise=True),
    "residual": create_residual_network,
    "convolutional": convolutional,
    "one hidden layer": lambda: network(1, "sigmoid", "glorot_uniform"),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_network_raises_no_alarm(name: str, batch: Batch) -> None:
    report = diagnose(HEALTHY[name](), *batch)
    assert report.healthy, str(report)
    assert "no symptom found" in str(report)


SICK: dict[str, tuple[Build, str]] = {
    "the lab's network": (create_problematic_network, "vanishing gradients"),
    "sigmoid with He": (lambda: network(5, "sigmoid", "he_normal"), "vanishing gradients"),
    "ReLU from N(0, 1)": (lambda: network(4, "relu", normal(1.0)), "exploding gradients"),
    "sigmoid from N(0, 1)": (lambda: network(3, "sigmoid", normal(1.0)), "saturated units"),
    "zeros": (lambda: network(4, "relu", "zeros"), "symmetric weights"),
    "ones": (lambda: network(4, "sigmoid", "ones"), "symmetric weights"),
    "small weights": (lambda: network(6, "relu", normal(0.02)), "badly scaled weights"),
    "large weights": (lambda: network(6, "relu", normal(0.5)), "badly scaled weights"),
}


@pytest.mark.parametrize("name", SICK)
def test_a_sick_network_is_told_its_symptom(name: str, batch: Batch) -> None:
    build, symptom = SICK[name]
    report = diagnose(build(), *batch)
    assert symptom in report.symptoms
    finding = next(f for f in report.findings if f.symptom == symptom)
    assert finding.margin > 1
    assert finding.layers
    assert all(text in str(report) for text in ("Measured:", "Likely cause:", "Remedy:"))


def test_the_exploding_network_explodes_before_and_after_it_has_become_nan(batch: Batch) -> None:
    model, (x, y) = create_exploding_network(), batch
    target = y.astype("float32")
    assert "exploding gradients" in diagnose(model, x, target).symptoms
    model.fit(x, target, verbose=0)
    report = diagnose(model, x, target)
    assert report.symptoms == ("exploding gradients",)
    assert math.isinf(report.findings[0].margin)
    assert "NaN or infinity" in str(report)


def test_units_pushed_below_zero_are_dying_and_few_examples_prove_nothing(batch: Batch) -> None:
    model, (x, y) = network(3, "relu", "he_normal"), batch
    for layer in model.layers:
        if isinstance(layer, L.Dense) and layer.units == 64:
            layer.bias.assign(np.full(64, -3.0))
    assert "dying units" in diagnose(model, x, y).symptoms
    assert "dying units" not in diagnose(model, x[:8], y[:8]).symptoms


def test_raw_pixels_are_noticed_and_tokens_are_none_of_it(batch: Batch) -> None:
    x, y = batch
    assert "unscaled inputs" in diagnose(network(2, "relu", "he_normal"), x * 255, y).symptoms
    tokens = keras.Sequential(
        [keras.Input((4,), dtype="int32"), L.Embedding(99, 8), L.Flatten(), L.Dense(10, "softmax")]
    )
    assert diagnose(tokens, np.full((128, 4), 98), y).healthy


def test_a_frozen_layer_is_a_note_and_no_alarm(batch: Batch) -> None:
    model = network(3, "relu", "he_normal")
    model.layers[0].trainable = False
    report = diagnose(model, *batch)
    assert report.healthy
    assert [finding.symptom for finding in report.findings] == ["frozen layers"]
    assert "Note: frozen layers" in str(report)


def test_clipping_is_said_to_leave_the_cause(batch: Batch) -> None:
    model = network(4, "relu", normal(1.0))
    model.compile(keras.optimizers.SGD(global_clipnorm=1.0), "sparse_categorical_crossentropy")
    assert "The optimizer clips" in " ".join(str(diagnose(model, *batch)).split())


def test_a_report_is_plain_data_and_escapes_hostile_names(batch: Batch) -> None:
    model = keras.Sequential([keras.Input((784,)), L.Dense(8, "relu", name="<b>x"), L.Dense(10, "softmax", name="out")])
    report = diagnose(model, *batch)
    assert json.loads(json.dumps(report.as_dict()))["healthy"] is True
    assert [row["layer"] for row in report.table()] == ["<b>x", "out"]
    assert report.table()[1]["dead"] is None
    assert "<b>" not in report._repr_html_()
    assert "&lt;b&gt;x" in report._repr_html_()
