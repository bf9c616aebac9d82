"""How far each step moves the weights, compared with their size."""

from __future__ import annotations

import math

import numpy as np

from ..monitor import GradientMonitor
from .figure import COLOURS, FONT, Picture, label_log_axis, new_picture, styles

_GUIDE = 1e-3


def plot_update_ratios(monitor: GradientMonitor, title: str = "How far a step moves each layer's weights") -> Picture:
    """Return ||w_new - w_old|| / ||w_old|| of every layer at every step, on a logarithmic scale, with a guide at 1e-3.

    About 1e-3 is the rule of thumb for a learning rate that fits (Stanford CS231n, "Neural Networks Part 3"; the band
    drawn reaches a factor of ten to each side). Far below it a layer hardly learns, far above it training is unstable.
    """
    if not monitor.steps:
        raise ValueError("The monitor has seen no step yet; call model.fit(..., callbacks=[monitor]) first.")
    picture, axis = new_picture(width=9, height=4.8)
    axis.axhspan(_GUIDE / 10, _GUIDE * 10, color=COLOURS[5], alpha=0.18, linewidth=0)
    axis.axhline(_GUIDE, color=COLOURS[6], linestyle=":", label="rule of thumb, 0.001")
    number = np.arange(len(monitor.steps))
    medians = []
    for name, style in zip(monitor.steps[0].update_ratios, styles(), strict=False):
        ratios = np.array([step.update_ratios[name] for step in monitor.steps])
        drawable = np.where(np.isfinite(ratios) & (ratios > 0), ratios, np.nan)
        axis.semilogy(number, drawable, label=name, markevery=max(1, len(number) // 12), **{**style, "linewidth": 1.3})
        median = float(np.nanmedian(drawable)) if np.isfinite(drawable).any() else math.nan
        medians.append(f"{name} {median:.1e}")
    label_log_axis(axis.yaxis)
    axis.set(xlabel="step", ylabel="update / weight (L2 norms, no unit)", title=title)
    axis.legend(fontsize=FONT, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    picture.alt_text = "Median update ratio per layer: " + ", ".join(medians) + "; the rule of thumb is 1e-3."
    return picture
