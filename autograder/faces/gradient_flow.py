"""What the judge measured of a student's network, ready to be drawn, tabulated and said in one sentence."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.faces.plain_text import number_or_nan, visible

MAX_LAYERS = 80  # more than this is no longer read as a table, and would make the page heavy
MAX_LOSSES = 2000


@dataclass(frozen=True)
class Network:
    """Gradient norms of one network, input side first; a value that is no norm is NaN. `names` has the same length."""

    names: tuple[str, ...]
    norms: tuple[float, ...]
    left_out: int = 0

    @property
    def ratio(self) -> float:
        """First norm divided by last norm; NaN where that says nothing (fewer than two layers, zero, not finite)."""
        if self.left_out or len(self.norms) < 2 or not 0 < self.norms[-1] < math.inf:
            return math.nan
        return self.norms[0] / self.norms[-1]


@dataclass(frozen=True)
class GradientFlow:
    """The student's network, the original one beside it (possibly without layers), and losses of the short training.

    `ratio` is the judge's first/last ratio, which may be a median over several builds; `yours` is one of them.
    """

    yours: Network
    original: Network
    ratio: float
    losses: tuple[float, ...]

    def rows(self) -> list[tuple[int, str, str, str, str]]:
        """Return table rows (layer number from 1, your layer, norm, original layer, norm) as text."""
        pairs = itertools.zip_longest(_cells(self.yours), _cells(self.original), fillvalue=("", ""))
        return [(number, *mine, *theirs) for number, (mine, theirs) in enumerate(pairs, start=1)]

    def sentences(self) -> list[str]:
        """Say in words what the plot shows, one sentence for each network, from the norms that are drawn."""
        said = [f"Your network: {_described(self.yours)}."]
        if self.original.norms:
            said.append(f"The original network: {_described(self.original)}.")
        return said

    def loss_sentence(self) -> str:
        """Say in words how the loss moved; empty when no losses were recorded."""
        if not self.losses:
            return ""
        broken = sum(not math.isfinite(loss) for loss in self.losses)
        note = f" {broken} of {len(self.losses)} values are NaN or infinite." if broken else ""
        return f"The loss starts at {short(self.losses[0])} and ends at {short(self.losses[-1])}.{note}"


def gradient_flow(measured: Mapping[str, Any]) -> GradientFlow | None:
    """Read the plot data of a check's `measured`; None when it holds no gradient norms."""
    yours = _network(measured, "layers", "gradient_norms")
    if not yours.norms:
        return None
    original = _network(measured, "original_layers", "original_gradient_norms")
    given = number_or_nan(measured.get("first_last_ratio"))
    losses = tuple(number_or_nan(loss) for loss in _items(measured.get("loss_curve"))[:MAX_LOSSES])
    return GradientFlow(yours, original, yours.ratio if math.isnan(given) else given, losses)


def measured_of(question: Mapping[str, Any]) -> dict[str, Any]:
    """Merge what the checks of one question measured; the first check to name a key wins."""
    merged: dict[str, Any] = {}
    for check in question.get("checks", []):
        merged = {**(check.get("measured") or {}), **merged}
    return merged


def short(value: float) -> str:
    """Return a measured number with three significant digits, the way Python prints it."""
    if math.isnan(value):
        return "NaN"
    return f"{value:.3g}" if math.isfinite(value) else ("Inf" if value > 0 else "-Inf")


def _network(measured: Mapping[str, Any], names_key: str, norms_key: str) -> Network:
    norms = [number_or_nan(norm) for norm in _items(measured.get(norms_key))]
    norms = [math.nan if norm < 0 else norm for norm in norms]
    names = [visible(name, limit=48) for name in _items(measured.get(names_key))[: len(norms)]]
    names += [f"layer {number}" for number in range(len(names) + 1, len(norms) + 1)]
    return Network(tuple(names[:MAX_LAYERS]), tuple(norms[:MAX_LAYERS]), max(0, len(norms) - MAX_LAYERS))


def _items(value: object) -> list[Any]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str | bytes) else []


def _cells(network: Network) -> list[tuple[str, str]]:
    return [(name, short(norm)) for name, norm in zip(network.names, network.norms, strict=True)]


def _described(network: Network) -> str:
    first, last = short(network.norms[0]), short(network.norms[-1])
    if len(network.norms) == 1 and not network.left_out:
        return f"one layer, gradient norm {first}"
    number = len(network.norms) + network.left_out
    shown = "last" if not network.left_out else f"{len(network.norms)}th"
    divided = "" if math.isnan(network.ratio) else f"; first layer divided by last layer: {short(network.ratio)}"
    return f"{number} layers, gradient norm {first} in the first and {last} in the {shown}{divided}"
