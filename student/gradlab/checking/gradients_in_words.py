"""What the two clipping questions have in common: reading a list of gradients that came back, and saying it in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.checking.calls import Answer
from gradlab.checking.values import Array, Tensor, plain

RELATIVE_TOLERANCE = 1e-4
"""Rounding of a float32 norm over a few dozen numbers stays under 1e-6; a wrong formula is off by a per cent or more."""


def number(value: float) -> str:
    """A number as a reader wants it: three digits that count, nan and inf by name."""
    return f"{value:.3g}"


def listed(values: Sequence[float]) -> str:
    """Numbers in a row: "5, 3 and 0.5"."""
    words = [number(value) for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def returned_gradients(answer: Answer, expected: int) -> list[Any] | None:
    """The returned list or tuple with its arrays, or None when the answer is not one of the right length."""
    value = plain(answer.value)
    if isinstance(value, (list, tuple)) and len(value) == expected and all(_is_gradient(one) for one in value):
        return list(value)
    return None


def none_lost(returned: Sequence[Any] | None) -> bool:
    """Whether something was returned for each gradient; only for inputs in which none is None."""
    return returned is not None and all(one is not None for one in returned)


def _is_gradient(value: Any) -> bool:
    return value is None or isinstance(value, (np.ndarray, float, int))


def norm(gradient: Any) -> float:
    """L2 norm in float64; NaN for None."""
    return float("nan") if gradient is None else float(np.linalg.norm(np.asarray(gradient, "float64")))


def global_norm(gradients: Sequence[Any]) -> float:
    """L2 norm of all gradients together, None left out."""
    return float(np.sqrt(sum(norm(one) ** 2 for one in gradients if one is not None)))


def equal(returned: Any, given: Array) -> bool:
    """Whether a returned gradient is the given one, to float32 rounding."""
    return (
        isinstance(returned, np.ndarray)
        and returned.shape == given.shape
        and bool(np.allclose(returned, given, rtol=1e-5, atol=1e-8, equal_nan=True))
    )


def parallel(returned: Any, given: Array) -> bool:
    """Whether a returned gradient points where the given one points (a zero gradient has no direction)."""
    if not isinstance(returned, np.ndarray) or returned.shape != given.shape:
        return False
    a, b = np.asarray(returned, "float64").ravel(), np.asarray(given, "float64").ravel()
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    return bool(lengths > 0 and np.isfinite(lengths) and a @ b > (1 - 1e-6) * lengths)


def arrays(gradients: Sequence[Tensor | None]) -> list[Array]:
    """The arrays of the gradients that are not None."""
    return [one.array for one in gradients if one is not None]


def describe(value: Any, kind: str) -> str:
    """What came back, in words."""
    value = plain(value)
    if value is None:
        return "Your function returned None."
    if isinstance(value, (list, tuple)):
        lost = sum(one is None for one in value)
        return f"Your function returned a {kind} with {len(value)} entries{f', {lost} of them None' if lost else ''}."
    return f"Your function returned a value of type {kind}."
