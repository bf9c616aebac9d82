"""A network drawn again: an answer's own code builds it anew, and the checks' decision about its gradient is made again."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from gradlab.checking.flow import SEEDS, decide
from gradlab.checking.network import Network
from gradlab.checking.public.fix_network import gradient_reaches, is_bent
from gradlab.checking.runtime import Runtime, TracedGraph
from gradlab.checking.trace import record_builds
from gradlab.checking.values import Array
from gradlab.reading.answer_code import find_answer
from gradlab.reading.cells import parse_cells
from gradlab.reading.loading import load
from instructor.verifying.budget import Redrawn


class GraphsDiffer(Exception):
    """A network has another graph for another seed, so that weights alone do not make another build of it."""


def redraw(cells: Sequence[str], function: str, times: int) -> list[str] | None:
    """The decisions about a notebook's network, drawn again so often; None where the graph is another for every seed.

    Args:
        cells: the code cells of the notebook.
        function: name of the function that builds the network.
        times: how often five builds are made and decided about.
    """
    try:
        return list(decisions(builder(cells, function), times))
    except GraphsDiffer:
        return None


def builder(cells: Sequence[str], name: str) -> Callable[[], Any]:
    """The function of this name in a notebook."""
    found = find_answer(name, parse_cells(cells))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        function, _ = load([list(unit) for unit in found.units], name)
    create: Callable[[], Any] = function
    return create


def decisions(create: Callable[[], Any], times: int, seed: int = 20_260_101) -> Iterator[str]:
    """Decide again and again about five builds, each made by `create` under a seed of its own.

    The graph is traced once; after that a build is its weights. A whole grading traces five graphs, which takes ten times
    as long.

    Raises:
        GraphsDiffer: see there.
    """
    import keras

    record = record_builds(create, [seed, seed + 1])
    first = record["builds"][0]
    if any(record["builds"][-1][mode] is not None for mode in ("training", "inference")):
        raise GraphsDiffer
    arrays: list[Array] = first["arrays"]
    runtime = Runtime(arrays, *(TracedGraph.of(first[mode], len(arrays)) for mode in ("training", "inference")))
    for number in range(times):
        networks = []
        for build in range(SEEDS):
            keras.backend.clear_session(free_memory=False)
            keras.utils.set_random_seed(seed + SEEDS * number + build)
            drawn = _weights(create())
            networks.append(Network(runtime, drawn + arrays[len(drawn) :], first["paths"], first["trainable"]))
        builds = Redrawn(networks, record["compiled"])
        yield decide(builds.flow, builds) or ("" if is_bent(builds) else gradient_reaches.name)


def _weights(model: Any) -> list[Array]:
    if not model.built:
        model(np.zeros((2, 784), "float32"), training=False)
    return [np.asarray(variable.numpy()) for variable in model.variables]
