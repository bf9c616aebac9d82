"""The picture of the report: every family of the error budget beside the limits of the network checks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from instructor.verifying.budget import Gradings
from instructor.verifying.margins import LIMITS

LOGARITHMIC = {limit.statistic: limit.logarithmic for limit in LIMITS}
HEALTHY, SICK = "#1b7837", "#b2182b"


def draw_limits(found: Sequence[Gradings], path: Path) -> None:
    """Draw, for each statistic, least, median and most of every family, and its limits as lines; write a PNG."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    figure = Figure(figsize=(3.2 * len(LOGARITHMIC) + 2, 0.24 * len(found) + 1.6), layout="constrained")
    axes = figure.subplots(1, len(LOGARITHMIC), sharey=True, squeeze=False)[0]
    for ax, (statistic, logarithmic) in zip(axes, LOGARITHMIC.items(), strict=True):
        for place, one in enumerate(found):
            values = one.defined(statistic)
            values = values[values > 0] if logarithmic else values
            if not values.size:
                continue
            color, marker = (HEALTHY, "o") if one.family.accepted else (SICK, "x")
            ax.plot([values.min(), values.max()], [place, place], color=color, linewidth=2)
            ax.plot([np.median(values)], [place], color=color, marker=marker, markersize=5)
        for number, limit in enumerate(limit for limit in LIMITS if limit.statistic == statistic):
            ax.axvline(limit.value, color="black", linestyle="--", linewidth=1)
            above = {"xytext": (2, 3 + 8 * number), "textcoords": "offset points", "fontsize": 6}
            ax.annotate(
                f"{limit.name} = {limit.value:g}", (limit.value, 1.0), xycoords=("data", "axes fraction"), **above
            )
        if logarithmic:
            ax.set_xscale("log")
            narrow = np.ptp(np.log10(ax.get_xlim())) < 2
            ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if narrow else (1,), numticks=6))
            ax.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
            ax.xaxis.set_minor_formatter(NullFormatter())
        ax.set_xlabel(statistic.replace("_", " "))
    axes[0].set_yticks(range(len(found)), [one.family.name for one in found], fontsize=7)
    axes[0].invert_yaxis()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
