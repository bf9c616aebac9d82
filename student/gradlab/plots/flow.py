"""Where the gradient gets lost: its norm in every layer, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from ..norms import first_last_ratio
from .figure import FONT, Picture, label_log_axis, new_picture, styles

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
        label = f"{name} (first/last {first_last_ratio(norms):.2g})"
        heights = [value if math.isfinite(value) and value > 0 else math.nan for value in norms.values()]
        axis.semilogy(range(1, len(norms) + 1), heights, label=label, **style)
        for layer, value in enumerate(norms.values(), start=1):
            if not (math.isfinite(value) and value > 0):
                _mark_at_edge(axis, layer, value, low if value == 0 else high, style)
    axis.set_ylim(low, high)
    label_log_axis(axis.yaxis)
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


def _mark_at_edge(axis: Any, layer: int, value: float, edge: float, style: Mapping[str, Any]) -> None:
    """Mark a norm that a logarithmic axis cannot show with a hollow marker and its value."""
    look = {**style, "markerfacecolor": "white", "clip_on": False}
    axis.plot([layer], [edge], **look)
    offset = (0, 9) if value == 0 else (0, -17)
    axis.annotate(
        f"{value:g}",
        (layer, edge),
        offset,
        textcoords="offset points",
        ha="center",
        fontsize=FONT,
        color=style["color"],
    )
