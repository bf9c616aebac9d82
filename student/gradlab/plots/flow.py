"""Where the gradient gets lost: its norm in every layer, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

from ..norms import first_last_ratio
from .figure import FONT, Picture, new_picture, styles

Norms = Mapping[str, float]


def plot_gradient_flow(
    norms_by_network: Mapping[str, Norms] | Norms, title: str = "How much gradient reaches each layer"
) -> Picture:
    """Return a semilog plot of the gradient norm per layer, one line for each network.

    Takes the result of `gradient_norms`, or several of them by name, to compare networks. Layers are counted from the
    input; one network's layers are named. Norms that are zero or not finite cannot be drawn on a logarithmic scale:
    they are marked at the lower edge (0) or the upper edge (NaN, Inf) of the picture.
    """
    networks = named_networks(norms_by_network)
    picture, axis = new_picture(width=8.5, height=4.8)
    drawable = [v for norms in networks.values() for v in norms.values() if math.isfinite(v) and v > 0]
    low, high = (min(drawable) / 3, max(drawable) * 3) if drawable else (0.1, 10.0)
    for (name, norms), style in zip(networks.items(), styles(), strict=False):
        layers = range(1, len(norms) + 1)
        heights = [_clamped(value, low, high) for value in norms.values()]
        axis.semilogy(layers, heights, label=name, clip_on=False, **style)
        for layer, value, height in zip(layers, norms.values(), heights, strict=True):
            if not math.isfinite(value) or value <= 0:
                axis.annotate(
                    f"{value:g}",
                    (layer, height),
                    xytext=(0, 9),
                    textcoords="offset points",
                    ha="center",
                    fontsize=FONT,
                    color=style["color"],
                )
    axis.set_ylim(low, high)
    longest = max(networks.values(), key=len)
    axis.set_xticks(range(1, len(longest) + 1))
    if len(networks) == 1:
        axis.set_xticklabels(
            longest, rotation=30 if len(longest) > 5 else 0, ha="right" if len(longest) > 5 else "center"
        )
        axis.set_xlabel("layer, from input to output")
    else:
        axis.set_xlabel("layer, counted from the input")
        axis.legend(fontsize=FONT, frameon=False)
    axis.set_ylabel("L2 norm of d loss / d kernel")
    axis.set_title(title)
    picture.alt_text = alt_text(networks)
    return picture


def alt_text(norms_by_network: Mapping[str, Norms] | Norms) -> str:
    """Describe the finding in one sentence: the first and the last layer's norm of each network, and their ratio."""
    parts = []
    for name, norms in named_networks(norms_by_network).items():
        values = list(norms.values())
        ratio = first_last_ratio(norms)
        share = "their ratio says nothing" if math.isnan(ratio) else f"ratio {ratio:.2g}"
        parts.append(f"{name}: {values[0]:.2g} in the first layer, {values[-1]:.2g} in the last ({share})")
    return "Gradient norm per layer. " + "; ".join(parts) + "."


def named_networks(norms_by_network: Mapping[str, Norms] | Norms) -> dict[str, Norms]:
    """Return the argument as norms by network; a single network is called "network"."""
    if not norms_by_network:
        raise ValueError("norms_by_network is empty; pass the result of gradient_norms, or several of them by name.")
    if all(isinstance(value, Mapping) for value in norms_by_network.values()):
        networks = cast("Mapping[str, Norms]", norms_by_network)
        for name, norms in networks.items():
            if not norms:
                raise ValueError(f"There is no norm for the network {name!r}; pass the result of gradient_norms.")
        return dict(networks)
    return {"network": cast("Norms", norms_by_network)}


def _clamped(value: float, low: float, high: float) -> float:
    if not math.isfinite(value):
        return high
    return min(max(value, low), high)
