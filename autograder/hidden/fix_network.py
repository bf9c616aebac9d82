"""Hidden checks of `create_improved_network`: the loss, and a short training."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from gradlab.checking.builds import Builds
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.compiled import NO_DIFFERENCE, takes_for_logits
from gradlab.checking.draw import Draw
from gradlab.checking.gradients_in_words import number
from gradlab.checking.graph import GraphError
from gradlab.checking.public.fix_network import ask, gradient_reaches, probabilities
from gradlab.checking.thresholds import GREY_FACTOR, LOSS_SLACK, MAX_LOSS_GROWTH, MIN_FACTOR

_OF_TENSORFLOW = re.compile(r"\{\{.*?\}\}\s*|\s*\[Op:.*$")
"""What TensorFlow adds to an error for those who wrote it: the name of a node, and of an operation."""


def hidden_factor(found: Builds) -> dict[str, Any]:
    """For the class page: the factor that `gradient_reaches` judges, with its limits; nothing where there is none.

    It goes with the check of the loss, which nearly every network reaches, so that the page shows the sick ones as well.
    """
    try:
        factor = found.flow.factor
    except GraphError:  # the public checks of the gradient tell the student
        return {}
    return {"hidden_factor": factor, "hidden_factor_limits": [GREY_FACTOR, MIN_FACTOR]} if np.isfinite(factor) else {}


@check("The loss takes integer labels", needs=[probabilities])
def loss_for_labels(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    found = Builds.of(answer)
    loss, measured = found.compiled.get("loss"), hidden_factor(found)
    did = "We asked the compiled loss about one image with each of the labels 0 to 9, as integers."
    must = "The loss has to take integer labels, and it has to be smaller for a label the network finds more probable."
    if loss is None:
        return failed(
            did=did,
            got="The network was not compiled.",
            must=must,
            next_step="Compile it before you return it.",
            measured=measured,
        )
    if "problem" in loss:
        return failed(
            did=did,
            got=f"The loss stopped with {_OF_TENSORFLOW.sub('', loss['problem'][:400])[:200]}.",
            must=must,
            next_step="Which of Keras's cross-entropies wants integers, and which one wants rows of zeros and a one?",
            measured=measured,
        )
    losses, p = np.asarray(loss["losses"], "float64"), np.asarray(loss["probabilities"], "float64")
    if p.shape == losses.shape and np.isfinite(losses).all():
        apart = np.subtract.outer(p, p) > NO_DIFFERENCE  # pairs of labels that the network tells apart
        right = (np.subtract.outer(losses, losses) < 0)[apart].all()
        as_logits = takes_for_logits(loss["losses"], p)
        if right and not as_logits:
            return passed("The more probable a label, the smaller its loss.", measured)
        if as_logits:
            return failed(
                did=did,
                got="The loss treats your ten probabilities as logits.",
                must="Probabilities need a loss with from_logits=False.",
                why="from_logits=True applies a second softmax, which flattens every gradient.",
                next_step="Leave out from_logits=True and keep the softmax: the task asks for probabilities.",
                score=0.5,
                measured=measured,
            )
    return failed(
        did=did,
        got=f"For the labels 0 to 9 it was {', '.join(number(one) for one in losses)}.",
        must=must,
        why="It grows with the number of the label itself, as a squared error on labels does."
        if (np.diff(losses) > 0).all()
        else "",
        next_step="Use the sparse categorical cross-entropy, which is made for integer labels.",
        measured=measured,
    )


@check("A short training is stable", needs=[gradient_reaches])  # not the loss: a wrong one costs its point, and no more
def stable_training(draw: Draw) -> Judging:
    (answer,) = yield [ask(draw)]
    did = (
        "We trained one build on 1,000 handwritten digits for three epochs, with your own optimizer and the cross-entropy of"
        " the labels as its loss."
    )
    must = "Loss and gradients have to stay finite, and the loss must not end above where it began."
    optimizer = Builds.of(answer).compiled.get("optimizer")
    if optimizer is None:
        return failed(
            did="We wanted to train one build on handwritten digits, with your own optimizer.",
            got="The network was not compiled, so it has none.",
            must=must,
            next_step="Compile the network inside your function; the training takes over the optimizer that you give it.",
        )
    if not any(rate > 0 for rate in optimizer["learning_rates"]):
        return failed(
            did=did,
            got="The learning rate of your optimizer is 0, so no weight would ever change.",
            must=must,
            next_step="Give the optimizer a positive learning rate, or leave it at Keras's default.",
        )
    try:
        training = Builds.of(answer).training
    except GraphError as error:
        return failed(did=did, got=str(error), must=must, next_step="Train it yourself for one epoch with model.fit.")
    step = max(1, len(training.losses) // 32)
    measured = {"loss_curve": list(training.losses[::step]), "accuracy": training.accuracy}
    if training.finite and training.final_loss <= MAX_LOSS_GROWTH * training.initial_loss + LOSS_SLACK:
        return passed(
            f"The loss went from {number(training.initial_loss)} to {number(training.final_loss)};"
            f" {100 * training.accuracy:.0f} % of digits it had not seen were recognised.",
            measured,
        )
    broke = not training.finite
    return failed(
        did=did,
        got=f"After {len(training.losses)} steps the loss or a gradient was NaN or Inf."
        if broke
        else f"The loss went from {number(training.initial_loss)} to {number(training.final_loss)}.",
        must=must,
        why="The learning rate is larger than anything Keras uses by default."
        if optimizer["learning_rates"][0] >= 0.5
        else "",
        next_step="Train for one epoch with a learning rate ten times smaller and compare the loss curves.",
        measured=measured,
    )
