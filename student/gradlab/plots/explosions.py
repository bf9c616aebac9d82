"""When training explodes: the gradient norm over time, its distribution, and the layers it comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from ..monitor import GradientMonitor, Step
from .figure import COLOURS, FONT, Picture, blank_picture, dress, label_log_axis

Source: TypeAlias = GradientMonitor | Sequence[float]


class KeyMetrics(NamedTuple):
    """Explosions in four numbers, and how many steps were looked at.

    `threshold` is the norm above which a step counts, `frequency` the share of such steps, `maximum` the largest
    finite norm (NaN if there is none) and `first` the number of the first such step (None if there is none). NaN and
    infinite norms count as explosions.
    """

    threshold: float
    frequency: float
    maximum: float
    first: int | None
    steps: int


def key_metrics(source: Source, threshold: float | None = None) -> KeyMetrics:
    """Return the `KeyMetrics` of a `GradientMonitor`, or of a list of gradient norms.

    Without a `threshold`, the monitor's own is used, or 100 for a list.
    """
    norms, limit = _norms(source), _threshold(source, threshold)
    events = [step for step, norm in enumerate(norms) if not norm <= limit]
    finite = [norm for norm in norms if math.isfinite(norm)]
    first = events[0] if events else None
    return KeyMetrics(limit, len(events) / len(norms), max(finite, default=math.nan), first, len(norms))


def plot_explosions(
    source: Source, threshold: float | None = None, title: str = "Does the gradient explode?", unit: str = "step"
) -> Picture:
    """Return a picture of the global gradient norm at every step, its distribution and, from a monitor, every layer's.

    `source` is a `GradientMonitor` after `fit`, or a list of norms. Steps above `threshold` and steps without a finite
    norm are marked; where clipping made a difference, the norm after it is a second line. The four key metrics are
    written below the title. `unit` is what one norm of a list belongs to, such as "epoch".
    """
    norms, metrics = _norms(source), key_metrics(source, threshold)
    steps = source.steps if isinstance(source, GradientMonitor) else []
    rows = 2 if steps else 1
    picture = blank_picture(10, 3.9 * rows)
    grid = picture.add_gridspec(rows, 2, width_ratios=(2.2, 1))
    _draw_history(picture.add_subplot(grid[0, 0]), norms, steps, metrics, unit)
    _draw_distribution(picture.add_subplot(grid[0, 1]), norms, metrics.threshold, unit)
    if steps:
        _draw_layers(picture, picture.add_subplot(grid[1, :]), steps)
    for axis in picture.axes[:2]:
        dress(axis)
    picture.suptitle(f"{title}\n{_in_words(metrics, unit)}", fontsize=FONT + 2)
    picture.alt_text = f"Global gradient norm at {metrics.steps} {unit}s. {_in_words(metrics, unit)}."
    return picture


def _draw_history(axis: Any, norms: NDArray[np.float64], steps: Sequence[Step], metrics: KeyMetrics, unit: str) -> None:
    number = np.arange(len(norms))
    positive = np.where(np.isfinite(norms) & (norms > 0), norms, np.nan)
    axis.semilogy(
        number, positive, color=COLOURS[0], linewidth=1.6, label="before clipping" if _clipped(steps) else "norm"
    )
    if _clipped(steps):
        after = np.array([step.clipped_norm for step in steps])
        axis.semilogy(
            number, np.where(after > 0, after, np.nan), color=COLOURS[2], linestyle="--", label="after clipping"
        )
    axis.axhline(metrics.threshold, color=COLOURS[6], linestyle=":", label=f"threshold {metrics.threshold:g}")
    above = np.isfinite(norms) & (norms > metrics.threshold)
    if above.any():
        size = 42 if above.sum() < 40 else 12
        axis.scatter(
            number[above], norms[above], marker="^", s=size, color=COLOURS[1], zorder=3, label=f"above ({above.sum()})"
        )
    lost = ~np.isfinite(norms)
    if lost.any():
        axis.scatter(
            number[lost],
            np.full(lost.sum(), 0.96),
            transform=axis.get_xaxis_transform(),
            marker="x",
            s=42,
            color=COLOURS[6],
            zorder=3,
            label=f"NaN or Inf ({lost.sum()})",
        )
    axis.set(xlabel=unit, ylabel="global L2 norm of the gradient", title="Over time", xlim=(-0.5, len(norms) - 0.5))
    axis.margins(y=0.12)
    label_log_axis(axis.yaxis)
    axis.legend(fontsize=FONT, loc="best", framealpha=0.9, edgecolor="none")


def _draw_distribution(axis: Any, norms: NDArray[np.float64], threshold: float, unit: str) -> None:
    usable = norms[np.isfinite(norms) & (norms > 0)]
    if len(usable):
        low, high = math.log10(min(usable.min(), threshold)), math.log10(max(usable.max(), threshold))
        edges = np.logspace(low - 0.1, high + 0.1, 31)
        axis.hist(usable, bins=edges, color=COLOURS[5], edgecolor="white")
    axis.axvline(threshold, color=COLOURS[6], linestyle=":")
    axis.set_xscale("log")
    label_log_axis(axis.xaxis)
    axis.yaxis.get_major_locator().set_params(integer=True)
    axis.set(xlabel="global L2 norm", ylabel=f"{unit}s", title="Distribution")


def _draw_layers(picture: Picture, axis: Any, steps: Sequence[Step]) -> None:
    layers = list(steps[0].layer_norms)
    heat = np.array([[step.layer_norms[layer] for step in steps] for layer in layers])
    with np.errstate(divide="ignore", invalid="ignore"):
        heat = np.where(np.isfinite(heat) & (heat > 0), np.log10(heat), np.nan)
    axis.set_facecolor("#D9D9D9")
    axis.grid(False)  # whatever the notebook's matplotlib settings say: lines would cut through the cells
    image = axis.imshow(heat, aspect="auto", interpolation="nearest", cmap="viridis")
    axis.set_yticks(range(len(layers)), layers, fontsize=FONT)
    axis.tick_params(labelsize=FONT)
    axis.set_xlabel("step", fontsize=FONT + 1)
    axis.set_title("Every layer (grey: zero, NaN or infinite)", fontsize=FONT + 2)
    bar = picture.colorbar(image, ax=axis, pad=0.01)
    bar.set_label("log10 of the L2 norm", fontsize=FONT)
    bar.ax.tick_params(labelsize=FONT)


def _in_words(metrics: KeyMetrics, unit: str) -> str:
    largest = f"largest norm {metrics.maximum:.3g}" if math.isfinite(metrics.maximum) else "no norm is finite"
    if metrics.first is None:
        return f"No {unit} above {metrics.threshold:g}; {largest}"
    return (
        f"{metrics.frequency:.0%} of the {unit}s above {metrics.threshold:g} or not finite, "
        f"the first at {unit} {metrics.first}; {largest}"
    )


def _clipped(steps: Sequence[Step]) -> bool:
    return any(step.clipped_norm < 0.999 * step.norm for step in steps)


def _norms(source: Source) -> NDArray[np.float64]:
    values = [step.norm for step in source.steps] if isinstance(source, GradientMonitor) else list(source)
    if not values:
        raise ValueError("There is no gradient norm yet; call model.fit(..., callbacks=[monitor]) first.")
    return cast("NDArray[np.float64]", np.asarray(values, np.float64))


def _threshold(source: Source, threshold: float | None) -> float:
    if threshold is not None:
        return threshold
    return source.threshold if isinstance(source, GradientMonitor) else 100.0
