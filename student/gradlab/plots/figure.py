"""The look that all plots share: colours that everybody can tell apart, readable type, a description in words."""

from __future__ import annotations

import base64
import html
import io
from itertools import cycle
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

# Okabe & Ito (2008), Color Universal Design, without yellow (too faint on white); blue first.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", "--", "-.", ":")
FONT = 11


class Picture(Figure):
    """A matplotlib figure that carries `alt_text`, its finding in a sentence, and shows itself in a notebook.

    It belongs to no pyplot window, so it works in threads and without a display; save it with `savefig`.
    """

    alt_text: str = ""

    def _repr_html_(self) -> str:
        """Return the picture with its description for screen readers, and the same sentence as a caption."""
        words = html.escape(self.alt_text, quote=True)
        image = f'<img alt="{words}" style="max-width:100%" src="data:image/png;base64,{base64.b64encode(self.png()).decode()}">'
        return f'<figure style="margin:0 0 .8em">{image}<figcaption>{words}</figcaption></figure>'

    def png(self, dpi: float = 100) -> bytes:
        """Return the picture as PNG bytes."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=dpi, metadata={"Description": self.alt_text})
        return buffer.getvalue()


def blank_picture(width: float, height: float) -> Picture:
    """Return an empty picture of `width` x `height` inches."""
    picture = Picture(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(picture)
    return picture


def new_picture(width: float = 8.0, height: float = 4.5, rows: int = 1, columns: int = 1) -> tuple[Picture, Any]:
    """Return a picture of `width` x `height` inches and its axes (one, or an array of rows x columns)."""
    picture = blank_picture(width, height)
    axes = picture.subplots(rows, columns)
    for axis in picture.axes:
        dress(axis)
    return picture, axes


def dress(axis: Axes) -> None:
    """Give an axis readable type and a quiet grid."""
    axis.tick_params(labelsize=FONT)
    axis.xaxis.label.set_fontsize(FONT + 1)
    axis.yaxis.label.set_fontsize(FONT + 1)
    axis.title.set_fontsize(FONT + 2)
    axis.grid(True, which="major", color="#D9D9D9", linewidth=0.8)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)


def label_log_axis(axis: Any) -> None:
    """Label the powers of ten of a logarithmic axis, or 1, 2 and 5 times them where it spans less than two.

    Takes ``axes.xaxis`` or ``axes.yaxis``, once its limits are final. Left alone, matplotlib prints labels such as
    6 x 10^1 on short axes, which overlap.
    """
    low, high = sorted(axis.get_view_interval())
    if low > 0 and high < 100 * low:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def styles() -> Any:
    """Yield plot styles, each different in colour, marker and line from the one before, without end."""
    for colour, marker, line in zip(cycle(COLOURS), cycle(MARKERS), cycle(LINES), strict=False):
        yield {"color": colour, "marker": marker, "linestyle": line, "linewidth": 1.8, "markersize": 7}
