"""What the network checks say to golden submissions: the failed check, and the sentences that name what is wrong."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from golden_answers import blind, function_of, harmless
from in_process import judged

CLIPS = (
    "One of clipnorm, global_clipnorm or clipvalue has to be set, above 0 and at most 100, the threshold above which the lab"
    " speaks of an explosion."
)
SOFTMAX = (
    "We followed the signal through your network.\n\nSoftmax stands between your layers.\n\nHidden layers need a non-linear"
    " activation.\n\nSoftmax makes the units of a layer share a sum of 1, so each is near zero and"
    " hardly any gradient passes. It belongs at the output.\n\nPrint the activation of each layer; keep softmax for the last one"
    " and give the hidden ones another."
)
LINEAR = (
    "We followed the signal through your network.\n\nNo activation function stands between two of your layers.\n\nHidden layers"
    " need a non-linear activation.\n\nWithout one, layers multiply into a single matrix: gradients flow"
    " well, but the network is no deeper than one layer.\n\nPrint the activation of each layer, and think about what two linear"
    " layers in a row can express."
)
DEPTH = (
    "We counted the non-linear hidden layers on the longest way through your network.\n\nThere is 1.\n\nAt least three have to"
    " stay: the task is to let gradients through a deep network.\n\nRemoving layers removes the symptom, since fewer factors are"
    " multiplied; it does not repair anything.\n\nPut the layers back and change what each of them does to the gradient.\n\nThe"
    " hidden layers that are there are non-linear."
)
FROZEN = (
    "We looked at which kernels training may change.\n\nFrozen: dense, dense_1.\n\nEvery layer has to be trainable.\n\nA frozen"
    " layer needs no gradient, so the others look healthy; but it never learns.\n\nPrint layer.trainable and the names in"
    " layer.non_trainable_weights for each layer."
)
NOT_COMPILED = (
    "We looked at the optimizer with which your network was compiled.\n\nThe network that came back was not compiled.\n\n"
    f"{CLIPS}\n\nCall model.compile with an optimizer and a loss before you return the model."
)
SWITCHED_OFF = (
    f"We looked at the optimizer with which your network was compiled.\n\nIt is Adam with clipnorm = 0.\n\n{CLIPS}\n\nclipnorm=0"
    " switches clipping off in Keras; it does not clip to zero.\n\nGive the optimizer one of the three arguments, for instance"
    " the limit 1.0, and compile again."
)
HUGE = (
    f"We looked at the optimizer with which your network was compiled.\n\nIt is Adam with clipnorm = 1e+09.\n\n{CLIPS}\n\nLower"
    " the limit, for instance to 1.0, and compile again."
)
STRAIGHT = (
    "We followed the signal of 64 digits through your network, and looked at what each activation does to it.\n\nThe gradient"
    " passes well, but no activation bends what comes in: for these values each is a straight line.\n\nAt least 3 hidden layers"
    " have to be non-linear for the values that occur.\n\nWhere activations act as straight lines, layers multiply into a single"
    " matrix: gradients pass it well, but the network is no deeper than one layer.\n\nPrint the smallest and the largest input of"
    " one activation, and draw the activation between them."
)

EXACT = [
    ("depth_cut_to_one", "depth", DEPTH),
    ("softmax_hidden", "non_linear", SOFTMAX),
    ("linear_activations", "non_linear", LINEAR),
    ("slope_of_one", "gradient_reaches", STRAIGHT),
    ("frozen_layers", "trainable", FROZEN),
    pytest.param("not_compiled", "clips", NOT_COMPILED, marks=pytest.mark.slow),
    pytest.param("no_optimizer_clipping", "clips", SWITCHED_OFF, marks=pytest.mark.slow),
    pytest.param("huge_clipping_limit", "clips", HUGE, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("name", "check", "message"), EXACT)
def test_the_network_of_a_golden_submission_fails_in_these_very_words(name: str, check: str, message: str) -> None:
    found = judged("fix_network", function_of((harmless() | blind())[name], "fix_network"))[check]
    assert found.state == "failed"
    assert found.message == message


NAMED = [
    (
        "sigmoid_he",
        "gradient_reaches",
        "All your hidden activations are sigmoids. The slope of a sigmoid is at most 1/4",
    ),
    ("zero_init", "useful_size", "The initial weights are too small or all alike"),
    ("logits_output", "probabilities", "These look like logits: the softmax of the output layer is missing."),
    ("one_hot_loss", "loss_for_labels", "Which of Keras's cross-entropies wants integers"),
    ("saturated_sigmoid", "not_saturated", "sit where the curve is flat."),
    ("exploding_weights", "useful_size", "signal grows from layer to layer."),
    (
        "gradient_stopped",
        "useful_size",
        "something on the way cuts it off. A factor of 0, tf.stop_gradient and rounding do that.",
    ),
    ("dead_relu", "useful_size", "In ReLU layer 1 of 4, 100 % of the units are 0 for each of 64 digits."),
    ("trained_in_the_function", "useful_size", "these networks know the digits already."),
    ("adam_only", "gradient_reaches", "These are the layers, activations and initial weights of the original network."),
    ("adam_only", "clips", "Adam adapts the length of its steps, but it clips nothing"),
    ("softmax_twice", "loss_for_labels", "from_logits=True applies a second softmax, which flattens every gradient."),
    ("learning_rate_too_high", "stable_training", "The learning rate is larger than anything Keras uses by default."),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "check", "sentence"), NAMED)
def test_the_misconception_behind_a_network_is_named(name: str, check: str, sentence: str) -> None:
    checks = judged("fix_network", function_of((harmless() | blind())[name], "fix_network"))
    assert checks[check].state == "failed"
    assert sentence in checks[check].message
    assert round(sum(one.score for one in checks.values()), 2) == (harmless() | blind())[name].score["fix_network"]


@pytest.mark.slow
def test_outputs_between_0_and_1_are_not_taken_for_logits() -> None:
    def create_improved_network() -> Any:
        model = function_of(harmless()["reference"], "fix_network")()  # type: ignore[misc]
        model.layers[-1].activation = keras.activations.sigmoid
        return model

    message = judged("fix_network", create_improved_network)["probabilities"].message
    assert "only softmax makes all ten share a sum of 1." in message
    assert "logits" not in message


@pytest.mark.slow
def test_the_reference_network_passes_and_brings_the_data_of_its_plot() -> None:
    checks = judged("fix_network", function_of(harmless()["reference"], "fix_network"))
    assert {name: one.message for name, one in checks.items() if one.state != "passed"} == {}
    measured = checks["builds"].measured
    assert len(measured["layers"]) == len(measured["gradient_norms"]) == 5
    assert len(measured["original_layers"]) == len(measured["original_gradient_norms"]) == 5
    assert checks["gradient_reaches"].measured["first_last_ratio"] > 0.1
    assert len(checks["stable_training"].measured["loss_curve"]) >= 32


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Your function returned nothing (None), not a Keras model."),
        ([], "Your function returned a value of type list, not a Keras model."),
    ],
)
def test_what_is_no_model_is_told_by_its_type(value: object, words: str) -> None:
    checks = judged("fix_network", lambda: value)
    assert checks["builds"].message.startswith(
        f"We asked for five fresh builds of your network, each with another random seed.\n\n{words}\n\n"
    )
    assert {one.state for name, one in checks.items() if name != "builds"} == {"not_reached"}
