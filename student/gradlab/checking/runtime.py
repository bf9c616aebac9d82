"""Recorded graphs with variables of our own behind them: the place where a network of a student's is computed."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gradlab.checking.graph import GraphError, Structure, parse, structure
from gradlab.checking.operations import RANDOM_SEQUENCES
from gradlab.checking.values import Array, ValueFormatError

PROBABILITY_FLOOR = 1e-7
"""Cross-entropy is taken of probabilities clipped here, as Keras does for probabilities."""


@dataclass(frozen=True, eq=False)
class TracedGraph:
    """One mode of a recorded network: vetted graph, names of its ends, captured placeholders -> index of the variable."""

    graph_def: Any
    input: str
    output: str
    captures: dict[str, int]

    @staticmethod
    def of(record: Any, variables: int) -> TracedGraph:
        """Read one mode of a build record.

        Raises:
            GraphError: the graph is not allowed.
            ValueFormatError: the record is malformed.
        """
        if not isinstance(record, dict) or set(record) != {"graph", "input", "output", "captures"}:
            raise ValueFormatError("a network record has other fields than it should")
        if not all(
            isinstance(record[key], kind)
            for key, kind in (("input", str), ("output", str), ("graph", bytes), ("captures", list))
        ):
            raise ValueFormatError("a network record has a field of the wrong type")
        if not re.fullmatch(r"[^:]+:\d{1,3}", record["output"]):
            raise ValueFormatError("a network record names an output that is no tensor")
        captures: dict[str, int] = {}
        for capture in record["captures"]:
            if not isinstance(capture, list) or [type(part) for part in capture] != [str, int]:
                raise ValueFormatError("a network record has a field of the wrong type")
            name, index = capture
            if not 0 <= index < variables:
                raise ValueFormatError("a network record names a variable that does not exist")
            captures[name] = index
        return TracedGraph(parse(record["graph"]), record["input"], record["output"], captures)

    @property
    def identity(self) -> Hashable:
        """Equal for graphs that compute the same of the same variables."""
        captures = tuple(sorted(self.captures.items()))
        return self.graph_def.SerializeToString(deterministic=True), self.input, self.output, captures

    @property
    def draws_on(self) -> bool:
        """Whether it holds random numbers that go on where the last run left them; those of a variable begin with it."""
        return any(node.op in RANDOM_SEQUENCES for node in self.graph_def.node)

    @cached_property
    def structure(self) -> Structure:
        return structure(self.graph_def, self.input, self.output, self.captures)

    def structure_without(self, straight: Collection[str]) -> Structure:
        """The structure when the activations of these names count as none."""
        return structure(self.graph_def, self.input, self.output, self.captures, straight)


class Runtime:
    """The two graphs of a network and one set of variables, into which the weights of any build with these graphs fit.

    Sharing it between builds traces each graph once instead of once for each build.
    """

    def __init__(self, arrays: Sequence[Array], training: TracedGraph, inference: TracedGraph) -> None:
        self.graphs = {True: training, False: inference}
        self._shapes = [(array.shape, array.dtype) for array in arrays]
        self._initial = arrays
        self._evaluating: dict[tuple[tuple[str, ...], bool], Any] = {}
        self.trainers: dict[Hashable, Any] = {}  # of `training`, kept because tracing one takes as long as using it

    def fits(self, arrays: Sequence[Array]) -> bool:
        """Whether these weights have the shapes and dtypes of the first build's."""
        return [(array.shape, array.dtype) for array in arrays] == self._shapes

    @cached_property
    def variables(self) -> list[Any]:
        """Our own variables, in the order of the recorded arrays."""
        import tensorflow as tf

        return [tf.Variable(array, trainable=False) for array in self._initial]

    def load(self, arrays: Sequence[Array]) -> None:
        """Set every variable; also undoes what a training step or a batch-norm update has changed."""
        for variable, array in zip(self.variables, arrays, strict=True):
            variable.assign(array)

    def kernel_indices(self) -> list[int]:
        """Indices of the kernels' arrays, nearest to the input first."""
        traced = self.graphs[True]
        indices = [traced.captures[name] for name in traced.structure.kernels]
        return list(dict.fromkeys(index for index in indices if len(self._shapes[index][0]) >= 2))

    def forward(self, x: Any, *, training: bool, also: Sequence[str] = ()) -> list[Any]:
        """Import a graph into the ``tf.function`` being traced.

        Returns:
            The output for `x`, then each tensor named in `also`.
        """
        import tensorflow as tf

        traced = self.graphs[training]
        graph = tf.compat.v1.get_default_graph()
        placeholders = [node for node in traced.graph_def.node if node.op == "Placeholder"]
        resources = {node.name for node in placeholders if node.attr["dtype"].type == tf.resource.as_datatype_enum}
        feeds: dict[str, Any] = {f"{traced.input}:0": x}
        for name, index in traced.captures.items():
            variable = self.variables[index]
            feeds[f"{name}:0"] = graph.capture(variable.handle) if name in resources else variable.read_value()
        try:
            found: list[Any] = tf.graph_util.import_graph_def(
                traced.graph_def, input_map=feeds, return_elements=[traced.output, *also], name="recorded"
            )
        except (ValueError, KeyError, TypeError) as error:
            raise GraphError("The recorded network cannot be rebuilt.") from error
        return found

    def evaluating(self, names: tuple[str, ...], training: bool) -> Any:
        """A ``tf.function`` of images: the output, then each tensor of `names`. Kept, because tracing takes most of its time."""
        import tensorflow as tf

        if (names, training) not in self._evaluating:

            def evaluated(images: Any) -> list[Any]:
                return self.forward(images, training=training, also=names)

            self._evaluating[names, training] = tf.function(evaluated, autograph=False)
        return self._evaluating[names, training]

    @cached_property
    def measure(self) -> Any:
        """A ``tf.function`` of (images, labels): loss, probabilities, kernel-gradient norms, inputs of the activations."""
        import tensorflow as tf

        bends = tuple(tensor for _, tensor, _ in self.graphs[True].structure.bends)

        def measured(images: Any, labels: Any) -> Any:
            probabilities, *bend_inputs = self.forward(images, training=True, also=bends)
            loss = cross_entropy(probabilities, labels)
            graph = tf.compat.v1.get_default_graph()
            handles = [graph.capture(self.variables[index].handle) for index in self.kernel_indices()]
            return loss, probabilities, gradient_norms(differentiate(loss, handles)), bend_inputs

        return tf.function(measured, autograph=False)


def cross_entropy(probabilities: Any, y: Any) -> Any:
    """Mean of -log p of the right class (nats).

    Raises:
        GraphError: the output is no row of numbers for each image.
    """
    import tensorflow as tf

    if probabilities.shape.rank is not None and probabilities.shape.rank != 2:
        shape = f"({', '.join('batch' if size is None else str(size) for size in probabilities.shape.as_list())})"
        raise GraphError(f"The output of your network has the shape {shape}; it has to be (batch, 10).")
    right = tf.gather(tf.cast(probabilities, tf.float32), y, axis=1, batch_dims=1)
    return -tf.reduce_mean(tf.math.log(tf.clip_by_value(right, PROBABILITY_FLOOR, 1.0)))


def differentiate(loss: Any, handles: list[Any]) -> list[Any]:
    """d loss / d variable for each handle, zeros where there is no way from one to the other."""
    import tensorflow as tf

    try:
        return list(tf.gradients(loss, handles, unconnected_gradients=tf.UnconnectedGradients.NONE))
    except (LookupError, TypeError, ValueError) as error:
        raise GraphError("No gradient can be taken through your network.") from error


def gradient_norms(gradients: list[Any]) -> Any:
    """L2 norm of each gradient in float64, so that tiny ones do not underflow when squared; 0 where there is none."""
    import tensorflow as tf

    zero = tf.constant(0.0, tf.float64)
    return tf.stack([zero if one is None else tf.norm(tf.cast(one, tf.float64)) for one in gradients] or [zero])


def run(function: Any, *arguments: Any) -> Any:
    """Run a function that imports a recorded graph; whatever TensorFlow objects to lies in that graph."""
    import tensorflow as tf

    try:
        return function(*arguments)
    except tf.errors.OpError as error:
        raise GraphError(f"Your network cannot be evaluated: {error.message.splitlines()[0][:160]}") from error
