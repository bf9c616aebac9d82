"""Wrong detectors, one misconception each, and the check that has to name it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from right_answers import detect_explosion

Function = Callable[..., Any]


def report_with(**changes: Callable[[Sequence[float], float, dict[str, Any]], Any]) -> Function:
    """The right report with some entries computed otherwise."""

    def detect(gradient_history: Sequence[float], threshold: float = 100.0) -> dict[str, Any]:
        right = detect_explosion(gradient_history, threshold)
        wrong = {name: change(list(gradient_history), threshold, right) for name, change in changes.items()}
        return right | wrong

    return detect


def without(*names: str) -> Function:
    def detect(gradient_history: Sequence[float], threshold: float = 100.0) -> dict[str, Any]:
        right = detect_explosion(gradient_history, threshold)
        return {name: value for name, value in right.items() if name not in names}

    return detect


def _no_array(gradient_history: Sequence[float], threshold: float = 100.0) -> dict[str, Any]:
    if not gradient_history:  # NumPy refuses to say whether an array is true
        return detect_explosion([], threshold)
    return detect_explosion(gradient_history, threshold)


def _counts_lists_only(gradient_history: Sequence[float], threshold: float = 100.0) -> dict[str, Any]:
    right = detect_explosion(gradient_history, threshold)
    return right if isinstance(gradient_history, list) else right | {"frequency": 0.0}


def _percent(gradient_history: Sequence[float], threshold: float = 100.0) -> dict[str, Any]:
    right = detect_explosion(gradient_history, threshold)
    return right | {"frequency": 100 * right["frequency"]}


def finite(history: Sequence[float]) -> list[float]:
    return [one for one in history if math.isfinite(one)]


def _overwrites(gradient_history: Any, threshold: float = 100.0) -> dict[str, Any]:
    right = detect_explosion(gradient_history, threshold)
    if isinstance(gradient_history, np.ndarray):
        gradient_history[~np.isfinite(gradient_history)] = 0.0
    return right


def _sorts(gradient_history: Any, threshold: float = 100.0) -> dict[str, Any]:
    right = detect_explosion(gradient_history, threshold)
    gradient_history.sort()
    return right


_from_one = report_with(events=lambda h, t, r: [i + 1 for i in r["events"]])

WRONG: list[tuple[str, str, str, Function]] = [
    ("detect_explosion", "returns_report", "returns a list", lambda gradient_history, threshold=100.0: []),
    ("detect_explosion", "returns_report", "leaves two entries out", without("failed", "unstable")),
    ("detect_explosion", "events_above", "counts from one", _from_one),
    ("detect_explosion", "history_unchanged", "overwrites an array", _overwrites),
    ("detect_explosion", "history_unchanged", "sorts the history", _sorts),
    ("detect_explosion", "nan_is_event", "counts from one", _from_one),
    ("detect_explosion", "inf_is_event", "counts from one", _from_one),
    (
        "detect_explosion",
        "events_above",
        "ignores the threshold",
        lambda gradient_history, threshold=100.0: detect_explosion(gradient_history),
    ),
    (
        "detect_explosion",
        "events_above",
        "names the last event",
        report_with(first_event=lambda h, t, r: max(r["events"], default=None)),
    ),
    ("detect_explosion", "healthy", "calls everything unstable", report_with(unstable=lambda h, t, r: True)),
    (
        "detect_explosion",
        "at_the_threshold",
        "counts the threshold itself",
        report_with(events=lambda h, t, r: [i for i, one in enumerate(h) if not one < t]),
    ),
    (
        "detect_explosion",
        "nan_is_event",
        "compares only",
        report_with(events=lambda h, t, r: [i for i, one in enumerate(h) if one > t], failed=lambda h, t, r: False),
    ),
    (
        "detect_explosion",
        "inf_is_event",
        "does not see minus infinity",
        report_with(events=lambda h, t, r: [i for i, one in enumerate(h) if one > t or math.isnan(one)]),
    ),
    (
        "detect_explosion",
        "largest_finite",
        "takes the maximum of all",
        report_with(max_norm=lambda h, t, r: max(h) if h else math.nan),
    ),
    (
        "detect_explosion",
        "empty_history",
        "has no event before the first",
        report_with(first_event=lambda h, t, r: r["first_event"] if h else -1),
    ),
    (
        "detect_explosion",
        "only_nan",
        "counts finite epochs only",
        report_with(frequency=lambda h, t, r: r["frequency"] if finite(h) or not h else 0.0),
    ),
    (
        "detect_explosion",
        "only_nan",
        "takes the maximum of nothing for 0",
        report_with(max_norm=lambda h, t, r: max(finite(h), default=0.0 if len(h) else math.nan)),
    ),
    ("detect_explosion", "frequency", "gives per cent", _percent),
    ("detect_explosion", "frequency", "asks an array whether it is true", _no_array),
    ("detect_explosion", "frequency", "counts lists only", _counts_lists_only),
    ("detect_explosion", "frequency", "gives the number", report_with(frequency=lambda h, t, r: len(r["events"]))),
    (
        "detect_explosion",
        "instability",
        "forgets the mean",
        report_with(unstable=lambda h, t, r: bool(len(finite(h)) and np.var(finite(h)) > 1)),
    ),
]
