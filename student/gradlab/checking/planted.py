"""What is true of a planted model: its gradient norms, and what the usual mistakes would give instead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradlab.checking.models import ModelSpec, build
from gradlab.checking.values import Array

MISTAKES = {
    "even": (
        "These are the norms at the even positions of trainable_weights. Kernels stand there only while every layer has a"
        " kernel and a bias; batch normalisation or a layer without bias shifts them.",
        "Choose kernels by what they are (two or more dimensions), not by their position.",
    ),
    "everything": (
        "The biases and normalisation parameters are among them.",
        "Leave out every weight that has only one dimension.",
    ),
    "weights": (
        "These are norms of the weights, not of their gradients.",
        "Take the norm of what tape.gradient returns.",
    ),
    "squared": ("These are squared norms: the square root is missing.", "Use tf.norm, or take the root at the end."),
    "mean_abs": ("These are mean absolute values, not L2 norms.", "Use tf.norm of the whole gradient."),
    "sum_loss": (
        "These belong to the sum of (model(x) - 1) squared, not to its mean.",
        "Use tf.reduce_mean over the whole batch and all outputs.",
    ),
    "zero_target": (
        "These belong to the mean of model(x) squared: the target 1 is missing.",
        "Subtract 1 from the output before you square it.",
    ),
    "training": (
        "These belong to model(x, training=True), where batch normalisation uses the batch's own statistics.",
        "Call model(x) as the task says, without training=True.",
    ),
    "reversed": ("The norms are right, but in the order from output to input.", "Return them from input to output."),
    "without_last": ("The kernel of the output layer is missing.", "Let your loop run over every trainable weight."),
}


@dataclass(frozen=True, eq=False)
class Planted:
    """The truth about one model and batch.

    Attributes:
        norms: the gradient norm of every kernel, input to output.
        mistakes: by name of the mistake, what it would return.
        weights: every weight array before the call.
    """

    norms: list[float]
    mistakes: dict[str, list[float]]
    weights: list[Array]

    @staticmethod
    def of(spec: ModelSpec, x: Array) -> Planted:
        """Build the model and measure it, right and wrong."""
        import tensorflow as tf

        model = build(spec)
        before = [np.array(array) for array in model.get_weights()]
        variables = model.trainable_variables
        is_kernel = [len(variable.shape) >= 2 for variable in variables]

        def gradients(target: float = 1.0, total: bool = False, training: bool = False) -> list[Array]:
            with tf.GradientTape() as tape:
                error = (model(x, training=training) - target) ** 2
                loss = tf.reduce_sum(error) if total else tf.reduce_mean(error)
            zeros = tf.UnconnectedGradients.ZERO
            return [
                np.asarray(one, "float64")
                for one in tape.gradient(loss, [v.value for v in variables], unconnected_gradients=zeros)
            ]

        def kernels(arrays: list[Array]) -> list[float]:
            return [float(np.linalg.norm(one)) for one, keep in zip(arrays, is_kernel, strict=True) if keep]

        true = gradients()
        norms = kernels(true)
        mistakes = {
            "even": [float(np.linalg.norm(one)) for one in true[::2]],
            "everything": [float(np.linalg.norm(one)) for one in true],
            "weights": kernels([np.asarray(v.numpy(), "float64") for v in variables]),
            "squared": [one**2 for one in norms],
            "mean_abs": [float(np.abs(one).mean()) for one, keep in zip(true, is_kernel, strict=True) if keep],
            "sum_loss": kernels(gradients(total=True)),
            "zero_target": kernels(gradients(target=0.0)),
            "training": kernels(gradients(training=True)),
            "reversed": norms[::-1],
            "without_last": norms[:-1],
        }
        return Planted(norms, mistakes, before)

    def diagnose(self, found: list[float] | None) -> tuple[str, str]:
        """(why, next step) for a wrong answer; names a mistake only when it gives these very numbers."""
        if found:
            for name, numbers in self.mistakes.items():
                if len(numbers) == len(found) and np.allclose(found, numbers, rtol=1e-3, atol=1e-9):
                    return MISTAKES[name]
        if found is not None and len(found) != len(self.norms):
            came = "1 number" if len(found) == 1 else f"{len(found)} numbers"
            return f"{came} came back for {len(self.norms)} kernels.", (
                "Print name and shape of every trainable weight and mark the kernels by hand; then compare."
            )
        return (
            "",
            "Check the loss first: print it, and compare it with the mean of (model(x) - 1) squared computed by hand.",
        )
