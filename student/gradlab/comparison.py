"""Put networks side by side: the same batch, the same measures, one table and one picture."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras

from .diagnosis import diagnose
from .measure import Loss
from .norms import first_last_ratio
from .plots.figure import Picture
from .plots.flow import plot_gradient_flow
from .report import Report

_COLUMNS = ("network", "layers", "first", "last", "first/last", "saturated", "dead", "symptoms")


@dataclass(frozen=True)
class Comparison:
    """The reports of several networks by name, in the order given; shows itself as picture and table."""

    reports: dict[str, Report]

    def table(self) -> list[dict[str, Any]]:
        """Return one row per network: first and last gradient norm, their ratio, worst shares, symptoms."""
        return [_row(name, report) for name, report in self.reports.items()]

    def plot(self, title: str = "How much gradient reaches each layer") -> Picture:
        """Return the gradient flow of all networks in one semilog plot."""
        return plot_gradient_flow({name: report.norms for name, report in self.reports.items()}, title)

    def __str__(self) -> str:
        rows = [_COLUMNS, *(tuple(_text(value) for value in row.values()) for row in self.table())]
        widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_text(value))}</td>" for value in row.values()) + "</tr>"
            for row in self.table()
        )
        return f"{self.plot()._repr_html_()}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def compare(networks: Mapping[str, keras.Model], x: Any, y: Any = None, loss: Loss | None = None) -> Comparison:
    """Return the `Comparison` of networks, given by name, on the batch `x`, `y`; see `diagnose` for the measures."""
    if not networks:
        raise ValueError('networks is empty; pass models by name, such as {"sigmoid": a, "relu": b}.')
    return Comparison({name: diagnose(model, x, y, loss) for name, model in networks.items()})


def _row(name: str, report: Report) -> dict[str, Any]:
    norms = list(report.norms.values())
    values = (
        name,
        len(norms),
        norms[0],
        norms[-1],
        first_last_ratio(report.norms),
        max((layer.saturated for layer in report.activity.values()), default=0.0),
        max((layer.dead for layer in report.activity.values()), default=0.0),
        ", ".join(report.symptoms) or "none",
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _text(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
