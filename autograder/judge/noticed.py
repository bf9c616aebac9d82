"""What staff may want to look at in the answers to a question: facts in words, of which none decides anything."""

from __future__ import annotations

from typing import Any

from autograder.record.evidence import Recorded
from gradlab.checking.calls import Answer
from gradlab.checking.custom_gradients import count_custom_gradients
from gradlab.checking.values import ValueFormatError


def noticed(name: str, recorded: Recorded) -> list[str]:
    """Observations about the recorded answers to the question `name`."""
    operations = max((_brought_along(data) for data in recorded.answers if data is not None), default=0)
    if not operations:
        return []
    return [
        f"The network of {name} brings gradients of its own along for {operations} of its operations; they were left out, and"
        " TensorFlow's were measured."
    ]


def _brought_along(data: bytes) -> int:
    try:
        value = Answer.from_bytes(data).value
    except ValueFormatError:
        return 0
    return max((count_custom_gradients(graph) for graph in _graphs(value)), default=0)


def _graphs(value: Any) -> list[bytes]:
    """The graphs in a record of builds; of anything else none."""
    builds = value.get("builds") if isinstance(value, dict) else None
    modes = [
        build.get(mode)
        for build in (builds if isinstance(builds, list) else [])
        if isinstance(build, dict)
        for mode in ("training", "inference")
    ]
    graphs = [mode.get("graph") for mode in modes if isinstance(mode, dict)]
    return [graph for graph in graphs if isinstance(graph, bytes)]
