"""Public checks of `create_improved_network`: what kind of network it is, and whether it lets the gradient through."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.checking.baseline import original_norms
from gradlab.checking.builds import Builds
from gradlab.checking.calls import Build
from gradlab.checking.causes import ADAPTIVE, cause_of_size, cause_of_vanishing
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.flow import SEEDS, has_useful_size, is_not_saturated, reaches_first_layer
from gradlab.checking.gradients_in_words import number
from gradlab.checking.graph import GraphError
from gradlab.checking.network import Network
from gradlab.checking.thresholds import LARGEST_CLIP, MAX_SATURATED, MIN_FACTOR, MIN_FIRST_NORM

HIDDEN_LAYERS = 3


def ask(draw: Draw) -> Build:
    """The builds that all checks of this question share."""
    return Build("five fresh builds of your network, each with another random seed", draw.shared_seeds(SEEDS))


def gradient_flow(found: Builds) -> dict[str, Any]:
    """What the plot shows: the gradient norms of the first build beside those of the original network."""
    try:
        norms = found.measurements[0].kernel_norms
    except GraphError:  # said by the checks that need the gradients
        return {}
    return {"layers": found.first.layer_names, "gradient_norms": list(norms), **original_norms()}


@check("Builds a Keras model for 784 inputs")
def builds(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    try:
        kernels = len(Builds.of(answer).first.kernel_indices)
    except GraphError as error:
        return failed(
            did="We built your network and recorded it as a graph.",
            got=str(error),
            must="It has to be a Keras model of layers and tensor operations that can be measured from outside.",
            next_step="Replace the part that is named above by a Keras layer and run the check again.",
        )
    if kernels:
        return passed(
            f"Your network was built; it has {kernels} kernel{'' if kernels == 1 else 's'}.",
            gradient_flow(Builds.of(answer)),
        )
    return failed(
        did="We built your network and recorded it as a graph.",
        got="No kernel multiplies the input anywhere in it.",
        must="It has to be a network with trainable layers from 784 inputs to 10 outputs.",
        next_step="Print model.summary() and look for layers with parameters.",
    )


@check("Gives ten probabilities", needs=[builds])
def probabilities(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    output = Builds.of(answer).output
    did, must = (
        "We gave 16 handwritten digits to your network.",
        "The output has to be of shape (16, 10): for each digit ten numbers from 0 to 1 that add up to 1.",
    )
    if output.shape != (16, 10):
        got = f"The output has shape {tuple(output.shape)}."
        return failed(did=did, got=got, must=must, next_step="Print model(x).shape for a batch of 16 images.")
    if not np.isfinite(output).all():
        return failed(
            did=did,
            got="The output contains NaN or Inf before any training.",
            must=must,
            next_step="Print the output of each layer for one image and find the first that is not finite.",
        )
    sums = output.sum(axis=1)
    add_up, in_range = np.abs(sums - 1).max() <= 1e-3, output.min() >= -1e-6 and output.max() <= 1 + 1e-6
    if not add_up or output.min() < -1e-6:
        why = ""
        if not add_up and in_range:
            why = "Each is between 0 and 1 by itself, as after a sigmoid; only softmax makes all ten share a sum of 1."
        elif not add_up:
            why = "These look like logits: the softmax of the output layer is missing."
        return failed(
            did=did,
            got=f"The ten numbers of the first digit add up to {number(float(sums[0]))}; the smallest is"
            f" {number(float(output.min()))}.",
            must=must,
            why=why,
            next_step="Give the last layer of ten units the activation softmax.",
        )
    return passed("Each digit gets ten numbers from 0 to 1 that add up to 1.")


@check("The optimizer clips gradients", needs=[builds])
def clips(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    optimizer = Builds.of(answer).compiled.get("optimizer")
    did = "We looked at the optimizer with which your network was compiled."
    must = (
        f"One of clipnorm, global_clipnorm or clipvalue has to be set, above 0 and at most {LARGEST_CLIP:g}, the threshold"
        " above which the lab speaks of an explosion."
    )
    if optimizer is None:
        return failed(
            did=did,
            got="The network that came back was not compiled.",
            must=must,
            next_step="Call model.compile with an optimizer and a loss before you return the model.",
        )
    limits = {name: value for name, value in optimizer["clip"].items() if value is not None}
    good = [f"{name} = {number(value)}" for name, value in limits.items() if 0 < value <= LARGEST_CLIP]
    if good:
        return passed(f"Your optimizer clips with {good[0]}.")
    off = [name for name, value in limits.items() if value == 0]
    why = f"{off[0]}=0 switches clipping off in Keras; it does not clip to zero." if off else ""
    if not limits and optimizer["family"] in ADAPTIVE:
        why = (
            f"{optimizer['family']} adapts the length of its steps, but it clips nothing: one huge gradient stays in its running"
            " averages and keeps many later steps tiny."
        )
    return failed(
        did=did,
        got=f"It is {optimizer['family'] or 'an optimizer'} with "
        + (", ".join(f"{name} = {number(value)}" for name, value in limits.items()) or "no clipping at all")
        + ".",
        must=must,
        why=why,
        next_step="Lower the limit, for instance to 1.0, and compile again."
        if any(value > LARGEST_CLIP for value in limits.values())
        else "Give the optimizer one of the three arguments, for instance the limit 1.0, and compile again.",
    )


def is_bent(found: Builds) -> bool:
    """Whether enough hidden layers bend what digits bring."""
    return found.first.hidden_layers >= HIDDEN_LAYERS


def _layers(network: Network) -> int:
    """Hidden layers with an activation on the longest way, in the mode with fewer, whatever the activation does to digits.

    Whether it bends what digits bring is asked by `gradient_reaches`, where a flow that only straight lines let through would
    pass: asked here, a hard sigmoid would lose other points from one draw of its weights to the next.
    """
    return min(traced.structure.hidden_layers for traced in network.runtime.graphs.values())


@check("The hidden layers are non-linear", needs=[builds])
def non_linear(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    network = Builds.of(answer).first
    softmax = network.hidden_softmax
    if _layers(network):
        return passed("Your hidden layers have activations.")
    return failed(
        did="We followed the signal through your network.",
        got="Softmax stands between your layers."
        if softmax
        else "No activation function stands between two of your layers.",
        must="Hidden layers need a non-linear activation.",
        why="Softmax makes the units of a layer share a sum of 1, so each is near zero and hardly any gradient passes. It"
        " belongs at the output."
        if softmax
        else "Without one, layers multiply into a single matrix: gradients flow well, but the network is no deeper than one"
        " layer.",
        next_step="Print the activation of each layer; keep softmax for the last one and give the hidden ones another."
        if softmax
        else "Print the activation of each layer, and think about what two linear layers in a row can express.",
    )


@check("At least three hidden layers", needs=[non_linear])
def depth(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    layers = _layers(Builds.of(answer).first)
    if layers >= HIDDEN_LAYERS:
        return passed(f"Your network has {layers} non-linear hidden layers.")
    return failed(
        did="We counted the non-linear hidden layers on the longest way through your network.",
        got=f"There {'is 1' if layers == 1 else f'are {layers}'}.",
        must="At least three have to stay: the task is to let gradients through a deep network.",
        why="Removing layers removes the symptom, since fewer factors are multiplied; it does not repair anything.",
        next_step="Put the layers back and change what each of them does to the gradient.",
        right="The hidden layers that are there are non-linear.",
    )


@check("Every layer can learn", needs=[builds])
def trainable(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    frozen = Builds.of(answer).first.frozen_layers
    if not frozen:
        return passed("No layer is frozen.")
    return failed(
        did="We looked at which kernels training may change.",
        got=f"Frozen: {', '.join(frozen[:5])}."[:200],
        must="Every layer has to be trainable.",
        why="A frozen layer needs no gradient, so the others look healthy; but it never learns.",
        next_step="Print layer.trainable and the names in layer.non_trainable_weights for each layer.",
    )


@check("Hidden units are not saturated", needs=[depth, trainable])
def not_saturated(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    found = Builds.of(answer)
    share = found.flow.saturated
    if is_not_saturated(found.flow, found):
        return passed("Hardly any unit sits on the flat part of its activation.", {"saturated": share})
    return failed(
        did="We looked at what goes into your sigmoid and tanh units, over five builds and 64 digits.",
        got=f"On average over the layers {100 * share:.0f} % of them sit where the curve is flat.",
        must=f"At most {100 * MAX_SATURATED:.0f} % may.",
        why="Large initial weights push units to 0 or 1. The ratio of gradients may look fine then, but hardly any unit learns.",
        next_step="Plot a histogram of one layer's inputs and compare the spread of its weights with 1 / sqrt(inputs).",
        measured={"saturated": share},
    )


@check("The first layer's gradient has a useful size", needs=[probabilities, not_saturated])
def useful_size(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    found = Builds.of(answer)
    first, loss, large = found.flow.first_norm, found.flow.loss, found.flow.starts_large
    if has_useful_size(found.flow, found):
        return passed(f"Its norm is {number(first)} at a loss of {number(loss)}.", {"first_norm": first, "loss": loss})
    if found.flow.starts_trained:
        return failed(
            did="We measured the loss of networks that your function had just returned, over five builds.",
            got=f"It is {number(loss)}, while guessing gives 2.3: these networks know the digits already.",
            must="A network has to come back as it was built, not trained: we look at the gradients with which training begins.",
            next_step="Leave fit out of your function, and train what it returns outside.",
            measured={"first_norm": first, "loss": loss},
        )
    cause = cause_of_size(found)
    return failed(
        did="We measured the gradient of the first kernel and the loss of fresh networks, over five builds.",
        got=f"The gradient's norm is {number(first)}, the loss is {number(loss)} (guessing gives 2.3)."
        + (f" After a short training with Adam the loss was {number(found.loss_after_adam)}." if large else ""),
        must="A fresh network should be about as wrong as guessing, or at least learn at once."
        if large
        else f"The norm has to be at least {MIN_FIRST_NORM:g}.",
        why=cause.why,
        next_step=cause.next_step or "Compare the standard deviation of each kernel with sqrt(2 / inputs).",
        measured={"first_norm": first, "loss": loss},
    )


@check("The gradient reaches the first layer", needs=[useful_size])
def gradient_reaches(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    found = Builds.of(answer)
    ratio, factor = found.flow.ratio, found.flow.factor
    original = original_norms()["original_gradient_norms"]
    words = (
        "the ratio of the first layer's gradient to the last layer's is no number, since one of them is 0 or not finite"
        if np.isnan(ratio)
        else f"the first layer's gradient is {number(ratio)} times the last layer's; in the original network it is"
        f" {number(original[0] / original[-1])} times"
    )
    if reaches_first_layer(found.flow, found):
        if is_bent(found):
            return passed(f"Over {SEEDS} builds, {words} (median).", {"first_last_ratio": ratio})
        bent = found.first.hidden_layers
        return failed(
            did="We followed the signal of 64 digits through your network, and looked at what each activation does to it.",
            got="The gradient passes well, but no activation bends what comes in: for these values each is a straight line."
            if bent == 0
            else f"The gradient passes well, but there are only {bent} hidden layers whose activation bends what comes in; for"
            " these values the others are straight lines.",
            must=f"At least {HIDDEN_LAYERS} hidden layers have to be non-linear for the values that occur.",
            why="Where activations act as straight lines, layers multiply into a single matrix: gradients pass it well, but the"
            " network is no deeper than one layer.",
            next_step="Print the smallest and the largest input of one activation, and draw the activation between them.",
            measured={"first_last_ratio": ratio},
        )
    cause = cause_of_vanishing(found)
    return failed(
        did=f"We took {SEEDS} fresh builds of your network, 64 handwritten digits and training mode, and measured"
        " the gradient of the cross-entropy at each kernel.",
        got=f"In the median {words}."
        + ("" if np.isnan(factor) else f" Each hidden layer passes on {number(100 * factor)} % of the gradient."),
        must=f"A hidden layer has to pass on about half of the gradient or more (above {100 * MIN_FACTOR:.0f} %), so that the"
        " first layer learns at a pace like the last one's.",
        why=cause.why,
        next_step=cause.next_step
        or "Change one thing, measure again with gradlab.plot_gradient_flow, and compare the two lines.",
        measured={"first_last_ratio": ratio},
    )
