"""What is true of a planted model: its gradient norms, and what the usual mistakes would give instead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from gradlab.checking.models import Layer, ModelSpec, build_with_drawn, draw_weights
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
    "sum_abs": ("These are sums of absolute values (L1), not L2 norms.", "Use tf.norm of the whole gradient."),
    "spectral": (
        "These are spectral norms: the largest singular value of each matrix, as numpy.linalg.norm(g, 2) gives it.",
        "The L2 norm meant here counts every entry: the root of the sum of all squares, as tf.norm(g) gives it.",
    ),
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


class _Lent:
    """A model whose weights are those of the spec that was loaded last.

    Building one takes ten times as long as measuring it, and every submission is asked about models of the same layers.
    """

    def __init__(self, layers: tuple[Layer, ...], inputs: int, style: str) -> None:
        self.model, self._drawn = build_with_drawn(ModelSpec(layers, inputs, style))
        drawn = {id(variable) for variable in self._drawn}
        self._others = [(one, one.numpy()) for one in self.model.weights if id(one) not in drawn]
        self._loaded: ModelSpec | None = None

    def load(self, spec: ModelSpec) -> Any:
        """The model with the weights of `spec`."""
        if self._loaded != spec:
            draw_weights(spec, self._drawn)
            for variable, value in self._others:
                variable.assign(value)
            self._loaded = spec
        return self.model

    def forget(self) -> None:
        """Say that the weights have been changed."""
        self._loaded = None


_lent = lru_cache(maxsize=16)(_Lent)


@dataclass(frozen=True, eq=False)
class Planted:
    """The truth about one model and batch.

    Attributes:
        spec: the model.
        x: the batch.
    """

    spec: ModelSpec
    x: Array
    _source: _Lent

    @staticmethod
    def of(spec: ModelSpec, x: Array) -> Planted:
        """For the model of `spec`, which is built unless one of the same layers was."""
        return Planted(spec, x, _lent(spec.layers, spec.inputs, spec.style))

    @property
    def model(self) -> Any:
        """The model as it was before anybody measured it; another `Planted` may load other weights into it."""
        return self._source.load(self.spec)

    @cached_property
    def weights(self) -> list[Array]:
        """Every weight array before the call."""
        return [np.array(array) for array in self.model.get_weights()]

    @cached_property
    def norms(self) -> list[float]:
        """The gradient norm of every kernel, input to output."""
        return self._kernel_norms(self._gradients)

    @cached_property
    def mistakes(self) -> dict[str, list[float]]:
        """By name of the mistake, what it would return. Only a wrong answer needs them, and they take three more gradients."""
        true, norms = self._gradients, self.norms
        kernels = [one for one, keep in zip(true, self._is_kernel, strict=True) if keep]
        return {
            "even": [float(np.linalg.norm(one)) for one in true[::2]],
            "everything": [float(np.linalg.norm(one)) for one in true],
            "weights": self._kernel_norms(self._trainable_weights),
            "squared": [one**2 for one in norms],
            "mean_abs": [float(np.abs(one).mean()) for one in kernels],
            "sum_abs": [float(np.abs(one).sum()) for one in kernels],
            "spectral": [float(np.linalg.norm(one, 2)) if one.ndim == 2 else np.nan for one in kernels],
            "sum_loss": self._kernel_norms(self._measure(total=True)),
            "zero_target": self._kernel_norms(self._measure(target=0.0)),
            "training": self._kernel_norms(self._measure(training=True)),
            "reversed": norms[::-1],
            "without_last": norms[:-1],
        }

    @cached_property
    def _gradients(self) -> list[Array]:
        return self._measure()

    @property
    def _is_kernel(self) -> list[bool]:
        return [len(variable.shape) >= 2 for variable in self.model.trainable_variables]

    @property
    def _trainable_weights(self) -> list[Array]:
        return [np.asarray(variable.numpy(), "float64") for variable in self.model.trainable_variables]

    def _kernel_norms(self, arrays: list[Array]) -> list[float]:
        return [float(np.linalg.norm(one)) for one, keep in zip(arrays, self._is_kernel, strict=True) if keep]

    def _measure(self, target: float = 1.0, total: bool = False, training: bool = False) -> list[Array]:
        import tensorflow as tf

        model = self.model
        with tf.GradientTape() as tape:
            error = (model(self.x, training=training) - target) ** 2
            loss = tf.reduce_sum(error) if total else tf.reduce_mean(error)
        values = [variable.value for variable in model.trainable_variables]
        found = tape.gradient(loss, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        if training:
            self._source.forget()  # the moving statistics of batch normalisation
        return [np.asarray(one, "float64") for one in found]

    def diagnose(self, found: list[float] | None) -> tuple[str, str]:
        """(why, next step) for a wrong answer; names a mistake only when it gives these very numbers."""
        if found:
            for name, numbers in self.mistakes.items():
                if len(numbers) == len(found) and np.allclose(found, numbers, rtol=1e-3, atol=1e-9):
                    return MISTAKES[name]
        if found and not any(found):
            return "Every norm is 0. A tape gives that for weights which it has not seen at work.", (
                "Is the model called, and the loss computed, inside the block of `with tf.GradientTape()`?"
            )
        if found is not None and len(found) != len(self.norms):
            came = "1 number" if len(found) == 1 else f"{len(found)} numbers"
            return f"{came} came back for {len(self.norms)} kernels.", (
                "Print name and shape of every trainable weight and mark the kernels by hand; then compare."
            )
        return (
            "",
            "Check the loss first: compare it with the mean of (model(x) - 1) squared computed by hand. Then check one norm: the"
            " root of the sum of the squares of all entries of a kernel's gradient.",
        )
