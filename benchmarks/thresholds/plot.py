"""Draw each limit between the families that lie nearest to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from derived import Array, medians
from families import Family
from rules import LIMITS

COLOURS = {"valid": "#0072b2", "invalid": "#d55e00", "grey": "#777777"}  # Okabe and Ito: safe for colour-blind readers
LABELS = {
    "MIN_FACTOR": "factor per hidden layer (per input)",
    "MIN_CURVATURE": "curvature of the scores",
    "MIN_RATIO": "first / last gradient norm (per input)",
    "MIN_FIRST_NORM": "gradient norm of the first kernel",
    "MAX_SATURATED": "mean share of saturated units",
    "LOUD_START": "loss at the start (nats)",
}


def draw(data: Mapping[Family, Mapping[str, Array]], path: Path, rows: int = 24) -> None:
    """Save a picture with one panel per limit: single builds as thin lines, medians of five as thick ones.

    A panel shows the ``rows`` families nearest to its limit: thin lines reach from the least to the largest of all
    builds, thick ones likewise for the medians.
    """
    figure, axes = plt.subplots(3, 2, figsize=(13, 19), layout="constrained")
    for axis, (name, title) in zip(axes.flat, LABELS.items(), strict=True):
        limit = LIMITS[name]
        found = []
        for family, statistics in data.items():
            values = statistics[limit.statistic]
            values = values[np.isfinite(values) & (values > 0)]
            if len(values) > 0.5 * len(statistics[limit.statistic]):
                found.append((float(np.median(values)), family, values))
        found.sort(key=lambda row: abs(np.log(row[0] / limit.value)))
        for y, (middle, family, values) in enumerate(sorted(found[:rows], key=lambda row: row[0])):
            groups, colour = medians(values), COLOURS[family.verdict]
            axis.plot([values.min(), values.max()], [y, y], color=colour, linewidth=1)
            axis.plot([groups.min(), groups.max()], [y, y], color=colour, linewidth=4, alpha=0.6)
            axis.plot([middle], [y], "o", color=colour, markersize=4)
        axis.set_yticks(range(min(rows, len(found))), [row[1].name for row in sorted(found[:rows], key=lambda r: r[0])])
        axis.tick_params(axis="y", labelsize=7)
        axis.axvline(limit.value, color="black", linestyle="--", linewidth=1)
        if name == "MIN_FACTOR":
            axis.axvline(LIMITS["GREY_FACTOR"].value, color="black", linestyle=":", linewidth=1)
        axis.set_xscale("log")
        axis.set_title(f"{title}; limit {limit.value:g}", fontsize=10)
    handles = [plt.Line2D([], [], color=colour, label=verdict) for verdict, colour in COLOURS.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    figure.savefig(path, dpi=75)
    plt.close(figure)
