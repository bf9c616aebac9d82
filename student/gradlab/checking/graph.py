"""Read the structure of a recorded network off its graph: kernels from input to output, depth, bending operations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gradlab.checking.custom_gradients import ATTRIBUTE
from gradlab.checking.operations import ACTIVATIONS, ALLOWED, COMPARISONS, CONTROL_FLOW, GATES, PRODUCTS, SIZES


class GraphError(ValueError):
    """The graph cannot be measured; the text says why, in words for the student."""


def without_custom_gradients(graph_def: Any) -> Any:
    """Remove every pointer to a custom gradient, in place, so that gradients are TensorFlow's own.

    A layer could otherwise claim any gradient it likes. The operations themselves stay, so the mathematics of a layer
    that brings a custom gradient for speed or stability (SiLU in TensorFlow) is differentiated as it stands.
    """
    for node in graph_def.node:
        node.attr.pop(ATTRIBUTE, None)
    return graph_def


def parse(data: bytes) -> Any:
    """Parse and vet the bytes of a GraphDef.

    Raises:
        GraphError: not a graph, an operation that is not allowed, or a function library.
    """
    from google.protobuf.message import DecodeError
    from tensorflow.core.framework.graph_pb2 import GraphDef

    graph_def = GraphDef()
    try:
        graph_def.ParseFromString(data)
    except DecodeError as error:
        raise GraphError("The recorded network cannot be read.") from error
    for node in graph_def.node:
        if node.op in CONTROL_FLOW:
            raise GraphError(
                "Your network contains control flow, which is not measured here. In Keras, SpectralNormalization brings it, and"
                " so do LSTM and GRU; a recurrent layer comes without it if you give it unroll=True."
            )
        if node.op not in ALLOWED:
            raise GraphError(
                f"Your network uses the TensorFlow operation {node.op[:60]}, which is not measured here; build it from Keras"
                " layers and plain tensor operations."
            )
        node.device = ""
    if graph_def.library.function:
        raise GraphError("Your network contains control flow or a nested function, which is not measured here.")
    return without_custom_gradients(graph_def)


@dataclass
class _Node:
    operation: str
    inputs: list[str]
    depends_on_input: bool = False
    valued: bool = False  # does it depend on the values of the input, and not only on its shape?
    mask: bool = False  # does it depend on them by way of comparisons only?
    bends: bool = False
    variables: frozenset[str] = frozenset()
    depth: int = 0  # hidden layers behind this node: a product, then something that bends, then another product
    bent: bool = False  # has the signal been bent since the last product?
    bent_before: bool = False  # the same, ahead of this node
    products: int = 0


@dataclass(frozen=True)
class Structure:
    """What the graph says about the network.

    Attributes:
        kernels: captured placeholders that multiply the signal, nearest to the input first.
        hidden_layers: non-linear hidden layers on the longest way from the input to the output.
        bends: ``(operation, tensor it acts on, its own output)`` for each activation on the way.
    """

    kernels: tuple[str, ...]
    hidden_layers: int
    bends: tuple[tuple[str, str, str], ...] = field(default=())


def structure(
    graph_def: Any, input_name: str, output: str, captured: Iterable[str], straight: Collection[str] = ()
) -> Structure:
    """Analyse a vetted graph.

    Args:
        graph_def: from `parse`.
        input_name: the placeholder of the network's input.
        output: the output tensor's name.
        captured: placeholders that stand for variables and constants.
        straight: names of activations that bend nothing, so that they do not count.
    """
    raw = {node.name: node for node in graph_def.node}
    nodes: dict[str, _Node] = {}
    captured_names = frozenset(captured)
    kernels: dict[str, int] = {}
    bends: list[tuple[str, str, str]] = []
    for name in _in_order(raw, output.split(":")[0]):
        inputs = [_node_name(one) for one in raw[name].input if not one.startswith("^")]
        node = _Node(raw[name].op, inputs)
        nodes[name] = node
        sources = [nodes[one] for one in inputs if one in nodes]
        _follow(node, sources, is_input=name == input_name, is_captured=name in captured_names, name=name)
        if name in straight:
            node.bent = node.bent_before
        if node.depends_on_input and node.operation in PRODUCTS:
            for source in sources:
                if not source.depends_on_input:
                    for variable in source.variables:
                        kernels.setdefault(variable, node.products)
        if node.bends:
            tensors = [one for one in raw[name].input if not one.startswith("^") and _node_name(one) in nodes]
            signal = [one for one in tensors if nodes[_node_name(one)].valued and not nodes[_node_name(one)].mask]
            bends.append((node.operation, _tensor_name(signal[0]), f"{name}:0"))
    if output.split(":")[0] not in nodes or not nodes[output.split(":")[0]].depends_on_input:
        raise GraphError("The output of your network does not depend on its input.")
    ordered = sorted(kernels, key=lambda variable: kernels[variable])
    return Structure(tuple(ordered), nodes[output.split(":")[0]].depth, tuple(bends))


def _follow(node: _Node, sources: list[_Node], *, is_input: bool, is_captured: bool, name: str) -> None:
    signal = [source for source in sources if source.depends_on_input]
    node.depends_on_input = is_input or bool(signal)
    if not node.depends_on_input:
        own = frozenset({name}) if is_captured else frozenset()
        node.variables = own.union(*(source.variables for source in sources))
        return
    if not signal:
        node.valued = is_input
        return
    valued = [source for source in signal if source.valued and node.operation not in SIZES]
    masks = [source for source in valued if source.mask]
    node.valued = bool(valued)
    compares = node.operation in COMPARISONS or len(masks) == len(valued)
    node.mask = node.valued and compares and node.operation not in PRODUCTS
    node.bends = (node.operation in ACTIVATIONS and len(masks) < len(valued)) or (
        node.operation in GATES and 0 < len(masks) < len(valued)
    )
    deepest = max(signal, key=lambda source: (source.depth, source.bent, source.products))
    node.depth, node.bent = deepest.depth, deepest.bent
    node.bent_before = node.bent
    node.products = max(source.products for source in signal)
    if node.operation in PRODUCTS:
        node.depth += int(node.bent)
        node.bent = False
        node.products += 1
    elif node.bends and node.products:
        node.bent = True
    elif node.operation in ("Mean", "Sum") and deepest.operation == "Square":
        node.bent = (
            deepest.bent_before
        )  # the mean square of a normalisation layer scales the signal, it does not bend it


def _node_name(tensor: str) -> str:
    return tensor.lstrip("^").split(":")[0]


def _tensor_name(tensor: str) -> str:
    return tensor if ":" in tensor else f"{tensor}:0"


def _in_order(raw: Mapping[str, Any], last: str) -> list[str]:
    """The nodes that `last` depends on, each after its inputs; without recursion, for graphs of any depth."""
    order: list[str] = []
    state: dict[str, bool] = {}  # False: waiting for its inputs, True: done
    stack = [last]
    while stack:
        name = stack[-1]
        if name not in raw or state.get(name):
            stack.pop()
            continue
        if name in state:
            state[name] = True
            order.append(stack.pop())
            continue
        state[name] = False
        for one in raw[name].input:
            before = _node_name(one)
            if state.get(before) is False and before in raw:
                raise GraphError("The recorded network contains a cycle.")
            if before not in state:
                stack.append(before)
    return order
