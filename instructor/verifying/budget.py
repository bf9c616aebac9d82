"""The error budget: thousands of gradings of each architecture family by the checks' own decision, misgrades counted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gradlab.checking.builds import Builds
from gradlab.checking.compiled import record_compiled
from gradlab.checking.flow import SEEDS, decide
from gradlab.checking.network import Network
from gradlab.checking.runtime import Runtime, TracedGraph
from gradlab.checking.trace import record_model
from gradlab.checking.values import Array
from instructor.verifying.families import Family

FURTHER = ("curvature", "loss_after_adam")
STATISTICS = ("saturated", "first_norm", "loss", "balanced_ratio", "factor", *FURTHER)
"""What decides about a network: the fields of `Flow` that have a limit, and what is measured only where those do not decide."""


@dataclass(frozen=True, eq=False)
class Gradings:
    """Many gradings of one family, each of five fresh builds.

    Attributes:
        family: the family.
        reasons: (gradings,) name of the check that was the first to fail; "" for accepted.
        values: for each of `STATISTICS` (gradings,) the median of five that decided; NaN where it was not asked for.
    """

    family: Family
    reasons: Array
    values: dict[str, Array]

    @property
    def count(self) -> int:
        return len(self.reasons)

    @property
    def wrong(self) -> int:
        """How often the decision was not the family's."""
        return int(np.sum((self.reasons != "") == self.family.accepted))

    @property
    def first_to_fail(self) -> dict[str, int]:
        """How often each check was the first to fail ("" for accepted)."""
        names, numbers = np.unique(self.reasons, return_counts=True)
        return {str(name): int(number) for name, number in zip(names, numbers, strict=True)}

    def defined(self, statistic: str) -> Array:
        """The finite values of a statistic."""
        values = self.values[statistic]
        return values[np.isfinite(values)]

    @property
    def bound(self) -> float:
        """Upper end of the one-sided 95 % interval (Clopper and Pearson) for the rate of misgrades."""
        return upper_bound(self.wrong, self.count)


def joined(portions: Sequence[Gradings]) -> Gradings:
    """Gradings of one family as one."""
    return Gradings(
        portions[0].family,
        np.concatenate([one.reasons for one in portions]),
        {name: np.concatenate([one.values[name] for one in portions]) for name in STATISTICS},
    )


def upper_bound(wrong: int, trials: int, confidence: float = 0.95) -> float:
    """The rate p at which `wrong` or fewer in `trials` have the probability 1 - confidence, by bisection."""
    if wrong >= trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        p = (low + high) / 2
        if _at_most(wrong, trials, p) > 1 - confidence:
            low = p
        else:
            high = p
    return high


def _at_most(wrong: int, trials: int, p: float) -> float:
    if p <= 0:
        return 1.0
    logs = [
        math.lgamma(trials + 1)
        - math.lgamma(k + 1)
        - math.lgamma(trials - k + 1)
        + k * math.log(p)
        + (trials - k) * math.log1p(-p)
        for k in range(wrong + 1)
    ]
    return math.fsum(math.exp(one) for one in logs)


class Redrawn(Builds):
    """Builds whose weights were drawn anew instead of being recorded from a student's function."""

    def __init__(self, networks: list[Network], compiled: dict[str, Any]) -> None:
        self._networks, self.compiled = networks, compiled

    @cached_property
    def networks(self) -> list[Network]:
        return self._networks


def count(family: Family, gradings: int, seed: int = 0) -> Gradings:
    """Grade a family `gradings` times; its graph is traced once, only the initial weights are drawn anew.

    Args:
        family: the family.
        gradings: how often.
        seed: of the weights; another one gives other gradings.
    """
    reasons: list[str] = []
    rows: list[list[float]] = []
    for builds in fresh_builds(family, gradings, seed):
        reasons.append(decide(builds.flow, builds))
        # A cached property that was asked for stands in the instance.
        measured = vars(builds.flow) | {name: vars(builds).get(name, math.nan) for name in FURTHER}
        if builds.flow.starts_large:  # trainings decide then, instead of this norm
            measured["first_norm"] = math.nan
        rows.append([measured[name] for name in STATISTICS])
    return Gradings(family, np.array(reasons), dict(zip(STATISTICS, np.array(rows).T, strict=True)))


def fresh_builds(family: Family, gradings: int, seed: int = 0) -> Iterator[Redrawn]:
    """Five builds for each grading, from one traced graph."""
    import keras

    keras.backend.clear_session(free_memory=False)
    model = family.build()
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    record = record_model(model)
    arrays: list[Array] = record["arrays"]
    graphs = [TracedGraph.of(record[mode], len(arrays)) for mode in ("training", "inference")]
    runtime = Runtime(arrays, graphs[0], graphs[1])
    compiled = record_compiled(model)
    draw = _drawing(model, 20_260_101 + seed)
    rng = np.random.default_rng(20_260_101 + seed)
    for _ in range(gradings):
        networks = []
        for _ in range(SEEDS):
            drawn = list(arrays)
            for index, values in draw().items():
                drawn[index] = values
            for index, path in enumerate(record["paths"]):
                if path.endswith("seed_generator_state"):  # dropout: another mask for every build
                    drawn[index] = rng.integers(2**31, size=arrays[index].shape).astype(arrays[index].dtype)
            networks.append(Network(runtime, drawn, record["paths"], record["trainable"]))
        yield Redrawn(networks, compiled)


def _drawing(model: Any, seed: int) -> Callable[[], dict[int, Array]]:
    """A function that draws all kernels with their layers' own initialisers: index of the variable -> new values."""
    import keras
    import tensorflow as tf

    places = {id(variable): index for index, variable in enumerate(model.variables)}
    initialisers: dict[int, tuple[Any, tuple[int, ...]]] = {}
    generator = keras.random.SeedGenerator(seed)
    for layer in model.layers:
        if hasattr(layer, "kernel_initializer"):
            initialiser = layer.kernel_initializer.clone()
            if hasattr(initialiser, "seed"):
                initialiser.seed = generator  # a number would give the same weights every time
            initialisers[places[id(layer.kernel)]] = (initialiser, tuple(layer.kernel.shape))
    order = list(initialisers)

    def drawn() -> list[Any]:
        return [initialisers[index][0](initialisers[index][1], dtype="float32") for index in order]

    traced = tf.function(drawn, autograph=False)
    return lambda: {index: values.numpy() for index, values in zip(order, traced(), strict=True)}
