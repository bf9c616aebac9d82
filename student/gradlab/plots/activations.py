"""What every layer's units answer: spread out and alive, or stuck at the ends and at zero."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np

from ..activations import Activity, activity
from .figure import COLOURS, FONT, Picture, dress, new_picture

_COLUMNS = 4


def plot_activations(model: keras.Model, x: Any, title: str = "What the hidden units answer") -> Picture:
    """Return a histogram of every hidden layer's outputs for the batch `x`, with its saturated and dead share.

    A sigmoid or tanh output counts as saturated where the slope is below 3 % of its maximum; a unit is dead if it is 0
    for every example of the batch. Raises ValueError when the model has no hidden layer with an activation.
    """
    found = activity(model, x)
    if not found:
        raise ValueError(f"The model {model.name!r} has no hidden layer with an activation; there is nothing to show.")
    columns = min(_COLUMNS, len(found))
    rows = math.ceil(len(found) / columns)
    picture, axes = new_picture(width=2.9 * columns + 0.6, height=2.5 * rows + 0.7, rows=rows, columns=columns)
    cells = np.atleast_1d(axes).ravel()
    for axis, (name, layer) in zip(cells, found.items(), strict=False):
        _draw(axis, name, layer)
    for axis in cells[len(found) :]:
        axis.set_visible(False)
    picture.supxlabel("output of a unit", fontsize=FONT + 1)
    picture.supylabel("share of the outputs", fontsize=FONT + 1)
    picture.suptitle(title, fontsize=FONT + 2)
    picture.alt_text = (
        "Outputs per layer. " + "; ".join(f"{name}: {verdict(layer)}" for name, layer in found.items()) + "."
    )
    return picture


def verdict(layer: Activity) -> str:
    """Return the share of saturated outputs, or of dead units, in words."""
    if not math.isfinite(layer.rms):
        return "not finite"
    if layer.kind in ("sigmoid", "tanh"):
        return f"{layer.saturated:.0%} saturated"
    return f"{layer.dead:.0%} of the units dead" if layer.kind == "relu" else f"rms {layer.rms:.2g}"


def _draw(axis: Any, name: str, layer: Activity) -> None:
    values = layer.values[np.isfinite(layer.values)]
    limits = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}.get(layer.kind)
    if len(values):
        axis.hist(values, bins=40, range=limits, weights=np.full(len(values), 1 / len(values)), color=COLOURS[0])
    dress(axis)
    axis.set_title(f"{name}\n{verdict(layer)}", fontsize=FONT)
