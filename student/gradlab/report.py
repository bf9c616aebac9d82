"""A health report: findings in words and numbers, readable in a terminal and in a notebook."""

from __future__ import annotations

import html
import math
import textwrap
from dataclasses import asdict, dataclass
from typing import Any

from .activations import Activity


@dataclass(frozen=True)
class Finding:
    """One symptom: where it shows, what was measured against which limit, its likely cause and a remedy.

    `margin` says how many times the measured value lies beyond the limit (above 1; infinite where the value is 0, NaN
    or infinite). A finding with `alarm=False` is worth knowing and no illness.
    """

    symptom: str
    layers: tuple[str, ...]
    measured: float
    limit: float
    words: str
    cause: str
    remedy: str
    alarm: bool = True

    @property
    def margin(self) -> float:
        if not math.isfinite(self.measured) or self.measured == 0 or self.limit == 0:
            return math.inf
        return max(self.measured / self.limit, self.limit / self.measured)

    def __str__(self) -> str:
        measured = self.words
        if self.alarm and self.limit:
            beyond = "" if math.isinf(self.margin) else f", {self.margin:.3g} times beyond"
            measured += f" The limit is {self.limit:.3g}{beyond}."
        head = f"{'Alarm' if self.alarm else 'Note'}: {self.symptom} ({listed(self.layers)})"
        body = [f"Measured: {measured}", f"Likely cause: {self.cause}", f"Remedy: {self.remedy}"]
        wrapped = [textwrap.fill(line, 100, initial_indent="  ", subsequent_indent="    ") for line in body]
        return "\n".join([textwrap.fill(head, 100, subsequent_indent="  "), *wrapped])


@dataclass(frozen=True)
class Report:
    """The result of `diagnose`: the findings, most basic cause first, and the measurements they rest on.

    `norms` are the gradient norms of the trainable kernels and `activity` what the hidden units do, by layer name.
    """

    network: str
    findings: tuple[Finding, ...]
    norms: dict[str, float]
    activity: dict[str, Activity]

    @property
    def healthy(self) -> bool:
        """True when no finding is an alarm."""
        return not any(finding.alarm for finding in self.findings)

    @property
    def symptoms(self) -> tuple[str, ...]:
        """The names of the alarms, such as ("vanishing gradients",)."""
        return tuple(finding.symptom for finding in self.findings if finding.alarm)

    def table(self) -> list[dict[str, Any]]:
        """Return one row per layer: gradient norm, saturated and dead share, rms output; None where not measured."""
        names = list(dict.fromkeys([*self.norms, *self.activity]))
        return [
            {
                "layer": name,
                "gradient_norm": self.norms.get(name),
                "saturated": self.activity[name].saturated if name in self.activity else None,
                "dead": self.activity[name].dead if name in self.activity else None,
                "rms_output": self.activity[name].rms if name in self.activity else None,
            }
            for name in names
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data, ready for json.dumps (NaN and infinity are kept as floats)."""
        return {
            "network": self.network,
            "healthy": self.healthy,
            "findings": [{**asdict(finding), "margin": finding.margin} for finding in self.findings],
            "layers": self.table(),
        }

    def __str__(self) -> str:
        alarms = len(self.symptoms)
        head = "no symptom found" if not alarms else f"{alarms} symptom{'s' if alarms > 1 else ''} found"
        return "\n\n".join([f"Health of {self.network}: {head}.", *map(str, self.findings)])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(str(row['layer']))}</td>"
            + "".join(f"<td>{_cell(value)}</td>" for key, value in row.items() if key != "layer")
            + "</tr>"
            for row in self.table()
        )
        head = "".join(f"<th>{name}</th>" for name in ("layer", "gradient norm", "saturated", "dead", "rms output"))
        return f"<pre>{html.escape(str(self))}</pre><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def listed(names: tuple[str, ...], at_most: int = 4) -> str:
    """Return names separated by commas, and how many were left out."""
    shown = ", ".join(names[:at_most])
    return shown if len(names) <= at_most else f"{shown} and {len(names) - at_most} more"


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"
