"""One build of a student's network, rebuilt from its graph, so that every number about it is measured by us."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradlab.checking.probe import probe_batch
from gradlab.checking.runtime import Runtime, run
from gradlab.checking.straight import is_straight
from gradlab.checking.values import Array


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of the cross-entropy of one batch.

    Attributes:
        loss: mean cross-entropy (nats).
        kernel_norms: L2 norm of the gradient of each kernel, input to output.
        probabilities: (batch, classes).
        bend_inputs: what each activation of the structure's `bends` acts on.
    """

    loss: float
    kernel_norms: Array
    probabilities: Array
    bend_inputs: tuple[Array, ...]


class Network:
    """One build of a student's network.

    Args:
        runtime: its graphs; shared with other builds of the same structure.
        arrays: its variables and captured constants.
        paths: a path for each (``"sequential/dense_1/kernel"``).
        trainable: whether training may change it.
    """

    def __init__(
        self, runtime: Runtime, arrays: Sequence[Array], paths: Sequence[str], trainable: Sequence[bool]
    ) -> None:
        self.runtime, self.arrays, self.paths, self.trainable = runtime, arrays, paths, trainable

    @property
    def kernel_indices(self) -> list[int]:
        """Indices of the kernels' arrays, nearest to the input first."""
        return self.runtime.kernel_indices()

    def fan_in(self, index: int) -> int:
        """Inputs of each unit of a kernel: the product of all its dimensions but the last."""
        return max(1, int(np.prod(self.arrays[index].shape[:-1])))

    @property
    def layer_names(self) -> list[str]:
        """A short, unique name for the layer of each kernel."""
        names = []
        for index in self.kernel_indices:
            parts = self.paths[index].split("/")
            name = parts[-2] if len(parts) > 1 else parts[0]
            names.append(re.sub(r"[^\w .-]", "?", name)[:40])
        return [name if names.count(name) == 1 else f"{name} ({i + 1})" for i, name in enumerate(names)]

    @cached_property
    def hidden_layers(self) -> int:
        """Non-linear hidden layers on the longest way through the network, in training or in inference mode: the fewer.

        Gradients are measured in training mode; a network that is deep in the other one only would be measured shallow.
        An activation counts when it bends the signal of real digits: the minimum of x and a billion does not.

        Raises:
            GraphError: the network cannot be evaluated.
        """
        return min(self._hidden_layers(training) for training in (True, False))

    def _hidden_layers(self, training: bool) -> int:
        traced = self.runtime.graphs[training]
        bends = traced.structure.bends
        x, _ = probe_batch()
        ends = [tensor for _, before, after in bends for tensor in (before, after)]
        values = self.tensors(x, ends, training=training)
        pairs = zip(values[::2], values[1::2], strict=True)
        straight = {after.split(":")[0] for (_, _, after), pair in zip(bends, pairs, strict=True) if is_straight(*pair)}
        return traced.structure_without(straight).hidden_layers if straight else traced.structure.hidden_layers

    @property
    def hidden_softmax(self) -> bool:
        """Whether there is a softmax besides that of the output."""
        return sum(str(node.op) == "Softmax" for node in self.runtime.graphs[False].graph_def.node) > 1

    @property
    def frozen_layers(self) -> list[str]:
        """Layers whose kernel training may not change."""
        pairs = zip(self.kernel_indices, self.layer_names, strict=True)
        return [name for index, name in pairs if not self.trainable[index]]

    def gradients(self, x: Array, y: Array) -> Gradients:
        """Measure loss and kernel gradients on one batch in training mode.

        Args:
            x: (batch, 784) float32.
            y: (batch,) integer labels.

        Raises:
            GraphError: the network cannot be evaluated or differentiated.
        """
        self.runtime.load(self.arrays)
        loss, probabilities, norms, bend_inputs = run(self.runtime.measure, x, y)
        kernel_norms = norms.numpy().astype("float64")[: len(self.kernel_indices)]
        return Gradients(float(loss), kernel_norms, probabilities.numpy(), tuple(z.numpy() for z in bend_inputs))

    def outputs(self, x: Array, *, training: bool = False) -> Array:
        """The network's output for `x`, (batch, 10) if it is as it should be."""
        return self._run(x, (), training)[0]

    def tensors(self, x: Array, names: Sequence[str], *, training: bool = False) -> list[Array]:
        """The values of tensors inside the network for `x`."""
        return self._run(x, names, training)[1:]

    def _run(self, x: Array, names: Sequence[str], training: bool) -> list[Array]:
        self.runtime.load(self.arrays)
        return [tensor.numpy() for tensor in run(self.runtime.evaluating(tuple(names), training), x)]
