"""All builds of one student's network, as the checks see them: measured once, asked many times."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import Any

import numpy as np

from gradlab.checking.calls import Answer
from gradlab.checking.compiled import read_compiled
from gradlab.checking.curvature import curvature
from gradlab.checking.flow import Flow
from gradlab.checking.measurements import Measurement, measure
from gradlab.checking.network import Network
from gradlab.checking.runtime import Runtime, TracedGraph
from gradlab.checking.training import ShortTraining, train_briefly
from gradlab.checking.values import Array, ValueFormatError, plain


class Builds:
    """The networks behind the answer to a `Build`."""

    def __init__(self, record: Any) -> None:
        record = plain(record)
        if not isinstance(record, dict) or set(record) != {"builds", "compiled"}:
            raise ValueFormatError("a record of builds has other fields than it should")
        if not isinstance(record["builds"], list) or not record["builds"]:
            raise ValueFormatError("a record of builds has no builds")
        self._records = record["builds"]
        self.compiled = read_compiled(record["compiled"])

    @staticmethod
    def of(answer: Answer) -> Builds:
        """The builds of an answer; the same object for the same answer, so that checks share its measurements."""
        cached = _CACHE.get(id(answer))
        if cached is None or cached[0] is not answer:
            cached = (answer, Builds(answer.value))
            _CACHE.clear()
            _CACHE[id(answer)] = cached
        return cached[1]

    @cached_property
    def networks(self) -> list[Network]:
        """One network for each seed.

        Raises:
            GraphError: the graph uses something that is not measured; the text is for the student.
        """
        networks: list[Network] = []
        for record in self._records:
            if not isinstance(record, dict) or set(record) != {"arrays", "paths", "trainable", "training", "inference"}:
                raise ValueFormatError("a record of a build has other fields than it should")
            arrays, paths, trainable = record["arrays"], record["paths"], record["trainable"]
            if not (
                all(isinstance(one, list) for one in (arrays, paths, trainable))
                and len(arrays) == len(paths) == len(trainable)
                and all(isinstance(array, np.ndarray) for array in arrays)
                and all(isinstance(path, str) for path in paths)
                and all(isinstance(flag, bool) for flag in trainable)
            ):
                raise ValueFormatError("a record of a build does not fit together")
            networks.append(Network(self._runtime(record, networks), arrays, paths, trainable))
        return networks

    @staticmethod
    def _runtime(record: dict[str, Any], earlier: list[Network]) -> Runtime:
        """The first build's runtime where the graphs are its graphs, otherwise one of its own."""
        modes = ("training", "inference")
        if earlier and all(record[name] is None for name in modes) and earlier[0].runtime.fits(record["arrays"]):
            return earlier[0].runtime
        count = len(record["arrays"])
        if earlier and any(record[name] is None for name in modes) and count != len(earlier[0].arrays):
            raise ValueFormatError("a record of a build refers to the first one and has other weights")
        graphs = [
            earlier[0].runtime.graphs[name == "training"]
            if record[name] is None and earlier
            else TracedGraph.of(record[name], count)
            for name in modes
        ]
        return _shared_runtime(record["arrays"], graphs[0], graphs[1])

    @property
    def first(self) -> Network:
        return self.networks[0]

    @cached_property
    def output(self) -> Array:
        """Output of the first build for 16 real digits in inference mode."""
        from gradlab.checking.probe import probe_batch

        x, _ = probe_batch()
        return self.first.outputs(x[:16])

    @cached_property
    def measurements(self) -> list[Measurement]:
        """Gradients, saturation and the like of every build."""
        return [measure(network) for network in self.networks]

    @cached_property
    def flow(self) -> Flow:
        """The medians on which the network checks decide."""
        return Flow.of(self.measurements)

    @cached_property
    def training(self) -> ShortTraining:
        """A short training of the first build with the student's own optimizer settings."""
        return train_briefly(self.first, self.compiled.get("optimizer", {}))

    @cached_property
    def curvature(self) -> float:
        """How much the output bends, median over the builds."""
        return float(np.median([curvature(network) for network in self.networks]))

    @cached_property
    def loss_after_adam(self) -> float:
        """Final loss of a short training with Adam as it comes from the shelf, median over three builds."""
        return float(np.median([train_briefly(network, PLAIN_ADAM).final_loss for network in self.networks[:3]]))


PLAIN_ADAM: dict[str, Any] = {
    "family": "Adam",
    "settings": {},
    "clip": {"clipnorm": 1.0},
    "learning_rates": [1e-3],
}

_CACHE: dict[int, tuple[Answer, Builds]] = {}

MOST_RUNTIMES = 4
_RUNTIMES: dict[Hashable, Runtime] = {}


def _shared_runtime(arrays: list[Array], training: TracedGraph, inference: TracedGraph) -> Runtime:
    """A runtime of these graphs, which may have served other networks: every use of it begins with loading all weights.

    Many networks of a class have the same layers, and tracing takes most of the time of measuring one.
    """
    if training.draws_on or inference.draws_on:
        return Runtime(arrays, training, inference)
    key = (training.identity, inference.identity, tuple((array.shape, array.dtype.str) for array in arrays))
    found = _RUNTIMES.pop(key, None) or Runtime(arrays, training, inference)
    _RUNTIMES[key] = found  # the last one is the one used last
    if len(_RUNTIMES) > MOST_RUNTIMES:
        del _RUNTIMES[next(iter(_RUNTIMES))]
    return found
