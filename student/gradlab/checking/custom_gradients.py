"""Gradients that a layer brings along: left out of every measurement, and counted for the staff.

TensorFlow brings some itself (SiLU). Whose a gradient is can be told beside the model only, where its function is registered;
so the recording process drops TensorFlow's and marks the others. It runs the student's code and may be made to mark none: the
count is an observation and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from types import FunctionType
from typing import Any

ATTRIBUTE = "_gradient_op_type"
MARK = b"brought along"
OWN_PACKAGES = ("tensorflow.", "keras.")


def mark_custom_gradients(graph_def: Any) -> Any:
    """Drop pointers to TensorFlow's own gradients and replace those to any other by a mark, in place."""
    for node in graph_def.node:
        if ATTRIBUTE in node.attr:
            if _is_tensorflows(node.attr[ATTRIBUTE].s.decode("utf-8", "replace")):
                del node.attr[ATTRIBUTE]
            else:
                node.attr[ATTRIBUTE].s = MARK
    return graph_def


def count_custom_gradients(graph: bytes) -> int:
    """How many operations of a recorded graph are marked; 0 where it cannot be read."""
    from google.protobuf.message import DecodeError
    from tensorflow.core.framework.graph_pb2 import GraphDef

    try:
        return sum(ATTRIBUTE in node.attr for node in GraphDef.FromString(graph).node)
    except DecodeError:
        return 0


def _is_tensorflows(name: str) -> bool:
    """Whether the gradient registered under this name is made of functions of TensorFlow and Keras only."""
    from tensorflow.python.framework import ops

    try:
        waiting: list[Any] = [ops.gradient_registry.lookup(name)]
    except LookupError:
        return False
    seen: set[int] = set()
    while waiting:
        function = waiting.pop()
        if not isinstance(function, FunctionType) or id(function) in seen:
            continue
        seen.add(id(function))
        if not str(function.__module__).startswith(OWN_PACKAGES):
            return False
        waiting += _closure(function)
    return True


def _closure(function: FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # a name that was never given a value
            yield cell.cell_contents
