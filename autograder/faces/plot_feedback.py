"""Pictures for feedback, drawn from plain numbers the judge measured; no name a student chose gets into a picture."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from PIL import Image

from autograder.faces.gradient_flow import gradient_flow

_BLUE, _VERMILLION, _GREY = "#0072B2", "#D55E00", "#595959"  # Okabe and Ito's palette, and grey for what is not a line
_SIZE_INCHES, _DPI, _COLOURS = (4.8, 3.2), 200, 48
_TINY, _HUGE = 1e-45, 1e45  # beyond float32 on either side; keeps the log axis finite whatever arrives


def plot_gradient_norms(measured: Mapping[str, Any]) -> bytes:
    """Draw gradient norm against layer number on a log axis, the student's network beside the original; return a PNG.

    `measured` holds `gradient_norms` and may hold `original_gradient_norms`, input side first. A zero is drawn at the
    foot of the axis, NaN and infinity at its top, each with a marker of its own. 960 x 640 pixels, below 50 kB.
    Raises ValueError when there is no norm to draw.
    """
    flow = gradient_flow(measured)
    if flow is None:
        raise ValueError("measured holds no 'gradient_norms': pass a list with at least one number")
    figure, axes = _figure("Layer, from input to output", "Gradient norm (L2, log scale)")
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(numticks=8))
    axes.yaxis.set_major_formatter(FuncFormatter(power_of_ten))
    axes.yaxis.set_minor_locator(NullLocator())
    regular = [min(max(norm, _TINY), _HUGE) for norm in (*flow.yours.norms, *flow.original.norms) if _drawable(norm)]
    low, high = min(regular, default=1e-3), max(regular, default=1.0)
    margin = max(10.0, (high / low) ** 0.12)  # room for the marks of zeros and of values that are not finite
    foot, top = low / margin, high * margin
    handles = _draw(axes, flow.yours.norms, (foot, top), "your network", (_BLUE, "o", "-"))
    handles += _draw(axes, flow.original.norms, (foot, top), "original network", (_VERMILLION, "s", "--"))
    axes.set_ylim(foot / margin**0.5, top * margin**0.5)
    axes.set_xlim(0.5, max(len(flow.yours.norms), len(flow.original.norms)) + 0.5)
    norms = (*flow.yours.norms, *flow.original.norms)
    marks = [("v", "zero")] * (0.0 in norms) + [("X", "NaN or infinite")] * any(not math.isfinite(n) for n in norms)
    handles += [Line2D([], [], color=_GREY, marker=marker, linestyle="", label=label) for marker, label in marks]
    axes.legend(handles=handles, **_LEGEND)
    return _png(figure)


def plot_loss_curve(losses: Sequence[float]) -> bytes:
    """Draw the losses of the short training in order; return a PNG. Values that are not finite are left as gaps.

    Raises ValueError when no loss is finite.
    """
    inside = [loss if abs(loss) < _HUGE else math.nan for loss in losses]
    if all(math.isnan(loss) for loss in inside):
        raise ValueError("losses holds no finite number: there is no curve to draw")
    figure, axes = _figure("Recorded training step, in order", "Training loss")
    style = "o-" if len(inside) <= 40 else "-"
    axes.plot(range(1, len(inside) + 1), inside, style, color=_BLUE, markersize=5, linewidth=1.8, label="your network")
    axes.set_xlim(0.5, len(inside) + 0.5)
    axes.legend(**_LEGEND)
    return _png(figure)


_LEGEND: dict[str, Any] = {
    "fontsize": 10, "frameon": False, "loc": "lower center", "bbox_to_anchor": (0.46, 1.0), "ncols": 2,
    "columnspacing": 1.4, "handletextpad": 0.6,
}  # fmt: skip


def _figure(x_label: str, y_label: str) -> tuple[Figure, Any]:
    # Fixed margins: matplotlib's layout engines draw everything twice and cost more than the drawing itself.
    figure = Figure(figsize=_SIZE_INCHES, dpi=_DPI)
    FigureCanvasAgg(figure)
    figure.subplots_adjust(left=0.16, right=0.98, bottom=0.16, top=0.83)
    axes = figure.add_subplot()
    axes.set_xlabel(x_label, fontsize=11)
    axes.set_ylabel(y_label, fontsize=11)
    axes.tick_params(labelsize=10)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.grid(True, color="#dddddd", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def power_of_ten(value: float, _: object) -> str:
    """Label of a tick, "10⁻³"; as text and not as one of Matplotlib's formulas, whose parsing is a fifth of the drawing."""
    exponent = round(math.log10(value))
    return f"10{str(exponent).translate(_RAISED)}" if math.isclose(value, 10.0**exponent) else ""


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _drawable(norm: float) -> bool:
    return 0 < norm < math.inf


def _draw(
    axes: Any, norms: Sequence[float], ends: tuple[float, float], label: str, style: tuple[str, str, str]
) -> list[Any]:
    if not norms:
        return []
    colour, marker, line = style
    foot, top = ends
    size = 7 if len(norms) <= 20 else 4
    layers = range(1, len(norms) + 1)
    inside = [min(max(norm, _TINY), _HUGE) if _drawable(norm) else math.nan for norm in norms]
    look = {"marker": marker, "linestyle": line, "color": colour, "markersize": size, "linewidth": 1.8}
    lines = axes.plot(layers, inside, label=label, **look)
    marked = {"v": (foot, [i for i in layers if norms[i - 1] == 0]),
              "X": (top, [i for i in layers if not math.isfinite(norms[i - 1])])}  # fmt: skip
    for symbol, (height, where) in marked.items():
        axes.plot(where, [height] * len(where), marker=symbol, linestyle="", color=colour, markersize=size + 1)
    return list(lines)


def _png(figure: Figure) -> bytes:
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    # A palette is enough for a line plot and makes the picture about three times smaller. An octree finds it in a tenth of the
    # time of a median cut, and `optimize` would take as long as the drawing for a tenth of the bytes.
    packed = io.BytesIO()
    drawn.convert("RGB").quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(packed, "png")
    return packed.getvalue()
