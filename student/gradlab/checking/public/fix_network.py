"""Public checks of `create_improved_network`: it builds, gives probabilities, clips, and lets the gradient through."""

from __future__ import annotations

import numpy as np

from gradlab.checking.baseline import original_norms
from gradlab.checking.builds import Builds
from gradlab.checking.calls import Build
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.gradients_in_words import number
from gradlab.checking.graph import GraphError
from gradlab.checking.thresholds import GREY_ACCURACY, GREY_FACTOR, LARGEST_CLIP, MIN_FACTOR, MIN_RATIO

SEEDS = 5


def ask(draw: Draw) -> Build:
    """The builds that all checks of this question share."""
    return Build("five fresh builds of your network, each with another random seed", draw.shared_seeds(SEEDS))


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
        return passed(f"Your network was built; it has {kernels} kernels.")
    return failed(
        did="We built your network and recorded it as a graph.",
        got="No kernel multiplies the input anywhere in it.",
        must="It has to be a network with trainable layers from 784 inputs to 10 outputs.",
        next_step="Print model.summary() and look for layers with parameters.",
    )


@check("Gives ten probabilities", needs=[builds])
def probabilities(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    try:
        output = Builds.of(answer).output
    except GraphError as error:
        output, got = None, str(error)
    else:
        got = f"The output has shape {tuple(output.shape)}."
    did, must = (
        "We gave 16 handwritten digits to your network.",
        "The output has to be of shape (16, 10): for each digit ten numbers from 0 to 1 that add up to 1.",
    )
    if output is None or output.shape != (16, 10):
        return failed(did=did, got=got, must=must, next_step="Print model(x).shape for a batch of 16 images.")
    if not np.isfinite(output).all():
        return failed(
            did=did,
            got="The output contains NaN or Inf before any training.",
            must=must,
            next_step="Print the output of each layer for one image and find the first that is not finite.",
        )
    sums = output.sum(axis=1)
    if output.min() < -1e-6 or np.abs(sums - 1).max() > 1e-3:
        return failed(
            did=did,
            got=f"The ten numbers of the first digit add up to {number(float(sums[0]))}; the smallest is"
            f" {number(float(output.min()))}.",
            must=must,
            why="These look like logits: the softmax of the output layer is missing."
            if np.abs(sums - 1).max() > 1e-3
            else "",
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
    return failed(
        did=did,
        got=f"It is {optimizer['family'] or 'an optimizer'} with "
        + (", ".join(f"{name} = {number(value)}" for name, value in limits.items()) or "no clipping at all")
        + ".",
        must=must,
        why=f"{off[0]}=0 switches clipping off in Keras; it does not clip to zero." if off else "",
        next_step="Give the optimizer one of the three arguments, for instance the limit 1.0, and compile again.",
    )


@check("The gradient reaches the first layer", needs=[probabilities])
def gradient_reaches(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    found = Builds.of(answer)
    try:
        measurements = found.measurements
        ratio = float(np.median([one.ratio for one in measurements]))
        balanced = float(np.median([one.balanced_ratio for one in measurements]))
        factor = float(np.median([one.factor for one in measurements]))
    except GraphError as error:
        return failed(
            did="We measured the gradients of your network.",
            got=str(error),
            must="Every layer has to have a gradient.",
            next_step="Take the gradient of your own loss with tf.GradientTape and look for None.",
        )
    measured = {
        "layers": found.first.layer_names,
        "gradient_norms": list(measurements[0].kernel_norms),
        "first_last_ratio": ratio,
        **original_norms(),
    }
    original = measured["original_gradient_norms"]
    times = "no number" if np.isnan(ratio) else number(ratio)
    words = (
        f"the first layer's gradient is {times} times the last layer's; in the original network it is"
        f" {number(original[0] / original[-1])} times"
    )
    healthy = factor >= MIN_FACTOR or (np.isnan(factor) and balanced >= MIN_RATIO)
    if not healthy and factor >= GREY_FACTOR:
        healthy = found.plain_training.accuracy >= GREY_ACCURACY
    if healthy:
        return passed(f"Over {len(measurements)} builds, {words} (median).", measured)
    zero = any(min(one.kernel_norms, default=0.0) == 0 for one in measurements)
    return failed(
        did=f"We took {len(measurements)} fresh builds of your network, 64 handwritten digits and training mode, and measured"
        " the gradient of the cross-entropy at each kernel.",
        got=f"In the median {words}."
        + ("" if np.isnan(factor) else f" Each hidden layer passes on {number(100 * factor)} % of the gradient."),
        must=f"A hidden layer has to pass on about half of the gradient or more (above {100 * MIN_FACTOR:.0f} %), so that the"
        " first layer learns at a pace like the last one's.",
        why=_why(found, zero),
        next_step="Change one thing, measure again with gradlab.plot_gradient_flow, and compare the two lines.",
        measured=measured,
    )


def _why(found: Builds, zero: bool) -> str:
    operations = [operation for operation, _, _ in found.first.runtime.graphs[True].structure.bends]
    if zero:
        return "Some gradients are exactly zero. Weights that all start at the same value, or frozen layers, do that."
    if operations and all(operation == "Sigmoid" for operation in operations):
        return (
            "All your hidden activations are sigmoids. The slope of a sigmoid is at most 1/4, so every layer shrinks the"
            " gradient, however the weights are drawn."
        )
    return ""
