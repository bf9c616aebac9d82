"""Wrong clippers, one misconception each, and the check that has to name it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from right_answers import clip_gradients, clip_gradients_globally

Function = Callable[..., Any]


def length(gradient: Any) -> float:
    return float(np.linalg.norm(np.asarray(gradient)))


def each(change: Callable[[Any, float], Any]) -> Function:
    """A clipper that changes each gradient by itself and keeps None."""

    def clip(gradients: Sequence[Any], max_norm: float = 1.0) -> list[Any]:
        return [None if one is None else change(np.asarray(one), max_norm) for one in gradients]

    return clip


def scaled(factor: Callable[[Sequence[Any], float], float]) -> Function:
    """A clipper that multiplies all gradients by one factor and keeps None."""

    def clip(gradients: Sequence[Any], max_norm: float = 1.0) -> list[Any]:
        present = [np.asarray(one) for one in gradients if one is not None]
        number = factor(present, max_norm)
        return [None if one is None else (np.asarray(one) * number).astype("float32") for one in gradients]

    return clip


def total(gradients: Sequence[Any]) -> float:
    return math.sqrt(sum(length(one) ** 2 for one in gradients))


def rescale(gradient: Any, limit: float) -> Any:
    norm = length(gradient)
    return gradient * np.float32(limit / norm) if norm else gradient


def clipped(gradient: Any, limit: float) -> Any:
    return rescale(gradient, limit) if length(gradient) > limit else gradient


def every_column(gradient: Any, limit: float) -> Any:
    lengths = np.linalg.norm(gradient, axis=0, keepdims=True)
    return gradient * np.minimum(1, limit / np.maximum(lengths, 1e-9)).astype("float32")


def in_place(gradients: Any, max_norm: float = 1.0) -> None:
    gradients[:] = clip_gradients(gradients, max_norm)


def in_place_returned(gradients: Any, max_norm: float = 1.0) -> Any:
    in_place(gradients, max_norm)
    return gradients


def all_one_sign(gradient: Any, limit: float) -> Any:
    """The right norm, the wrong direction."""
    return np.abs(clipped(gradient, limit)) if length(gradient) > limit else gradient


def dropping_none(clip: Function) -> Function:
    return lambda gradients, max_norm=1.0: clip([one for one in gradients if one is not None], max_norm)


def zeros_for_none(clip: Function) -> Function:
    def changed(gradients: Sequence[Any], max_norm: float = 1.0) -> Any:
        return [np.zeros(1, "float32") if one is None else one for one in clip(gradients, max_norm)]

    return changed


def none_last(clip: Function) -> Function:
    def changed(gradients: Sequence[Any], max_norm: float = 1.0) -> Any:
        clipped_ones = [one for one in clip(gradients, max_norm) if one is not None]
        return [*clipped_ones, *[None] * (len(gradients) - len(clipped_ones))]

    return changed


def double_precision(clip: Function) -> Function:
    def changed(gradients: Sequence[Any], max_norm: float = 1.0) -> Any:
        return [None if one is None else np.asarray(one, "float64") for one in clip(gradients, max_norm)]

    return changed


def flattened(clip: Function) -> Function:
    def changed(gradients: Sequence[Any], max_norm: float = 1.0) -> Any:
        return [None if one is None else np.ravel(one) for one in clip(gradients, max_norm)]

    return changed


def broken(gradients: Sequence[Any]) -> bool:
    return not all(math.isfinite(length(one)) for one in gradients if one is not None)


WRONG: list[tuple[str, str, str, Function]] = [
    ("clip_gradients", "returns_list", "returns nothing", lambda gradients, max_norm=1.0: None),
    ("clip_gradients", "returns_list", "writes into the list and returns nothing", in_place),
    ("clip_gradients", "returns_list", "drops one", lambda gradients, max_norm=1.0: clip_gradients(gradients)[1:]),
    ("clip_gradients", "returns_list", "returns a number", lambda gradients, max_norm=1.0: 5),
    ("clip_gradients", "returns_list", "does nothing", lambda gradients, max_norm=1.0: list(gradients)),
    ("clip_gradients", "returns_list", "loses all", lambda gradients, max_norm=1.0: [None for _ in gradients]),
    ("clip_gradients", "limit_respected", "cuts single entries", each(lambda g, limit: np.clip(g, -limit, limit))),
    (
        "clip_gradients",
        "limit_respected",
        "takes the spectral norm",
        each(lambda g, limit: g * np.float32(min(1.0, limit / max(np.linalg.norm(np.atleast_2d(g), 2), 1e-9)))),
    ),
    ("clip_gradients", "limit_respected", "clips every column", each(every_column)),
    ("clip_gradients", "limit_respected", "clips globally", clip_gradients_globally),
    (
        "clip_gradients",
        "limit_respected",
        "squares the factor",
        each(lambda g, limit: g * np.float32(min(1, limit / length(g)) ** 2)),
    ),
    ("clip_gradients", "limit_respected", "changes the signs", each(all_one_sign)),
    ("clip_gradients", "limit_respected", "gives zeros", each(lambda g, limit: g * 0)),
    ("clip_gradients", "limit_respected", "clips to 1", each(lambda g, limit: clipped(g, 1.0))),
    ("clip_gradients", "short_untouched", "always rescales", each(rescale)),
    ("clip_gradients", "short_untouched", "always rescales to 1", each(lambda g, limit: rescale(g, 1.0))),
    ("clip_gradients", "short_untouched", "clips to 1", each(lambda g, limit: clipped(g, 1.0))),
    (
        "clip_gradients",
        "short_untouched",
        "halves what is short",
        each(lambda g, limit: clipped(g, limit) * np.float32(1 if length(g) > limit else 0.5)),
    ),
    ("clip_gradients", "none_kept", "drops None", dropping_none(clip_gradients)),
    ("clip_gradients", "none_kept", "makes zeros of None", zeros_for_none(clip_gradients)),
    (
        "clip_gradients",
        "each_alone",
        "shrinks all when two are long",
        lambda gradients, max_norm=1.0: (
            clip_gradients_globally(gradients, max_norm) if len(gradients) == 5 else clip_gradients(gradients, max_norm)
        ),
    ),
    (
        "clip_gradients",
        "zero_gradient",
        "divides by zero",
        each(
            lambda g, limit: (
                g * np.float32(min(1.0, np.float64(limit) / np.float64(length(g))))
                if length(g)
                else g * np.float32("nan")
            )
        ),
    ),
    (
        "clip_gradients",
        "zero_gradient",
        "makes ones of zeros",
        each(lambda g, limit: clipped(g, limit) if length(g) else g + 1),
    ),
    (
        "clip_gradients",
        "at_the_limit",
        "shortens at the limit",
        each(lambda g, limit: clipped(g, limit) if abs(length(g) - limit) > 1e-4 else g * np.float32(0.9)),
    ),
    ("clip_gradients", "shape_and_dtype", "flattens", flattened(clip_gradients)),
    ("clip_gradients", "shape_and_dtype", "works in double precision", double_precision(clip_gradients)),
    ("clip_gradients", "input_unchanged", "changes the list", in_place_returned),
    (
        "clip_gradients",
        "default_limit",
        "has another default",
        lambda gradients, max_norm=5.0: clip_gradients(gradients, max_norm),
    ),
    (
        "clip_gradients",
        "nan_beside",
        "gives up at NaN",
        lambda gradients, max_norm=1.0: list(gradients) if broken(gradients) else clip_gradients(gradients, max_norm),
    ),
    (
        "clip_gradients",
        "each_alone",
        "leaves single numbers alone",
        each(lambda g, limit: clipped(g, limit) if g.ndim else g),
    ),
    ("clip_gradients", "nan_beside", "hides Inf", each(lambda g, limit: np.where(np.isinf(g), 0, clipped(g, limit)))),
    ("clip_gradients", "nan_beside", "hides NaN", each(lambda g, limit: np.nan_to_num(clipped(g, limit)))),
    (
        "clip_gradients_globally",
        "returns_list",
        "returns list and norm",
        lambda gradients, max_norm=1.0: (clip_gradients_globally(gradients, max_norm), 5.0),
    ),
    ("clip_gradients_globally", "returns_list", "returns nothing", lambda gradients, max_norm=1.0: None),
    (
        "clip_gradients_globally",
        "limit_respected",
        "sums the norms",
        scaled(lambda gs, limit: min(1.0, limit / max(sum(map(length, gs)), 1e-9))),
    ),
    (
        "clip_gradients_globally",
        "limit_respected",
        "forgets the root",
        scaled(lambda gs, limit: min(1.0, limit / max(total(gs) ** 2, 1e-9))),
    ),
    ("clip_gradients_globally", "limit_respected", "clips each alone", clip_gradients),
    (
        "clip_gradients_globally",
        "limit_respected",
        "clips to 1",
        scaled(lambda gs, limit: min(1.0, 1.0 / max(total(gs), 1e-9))),
    ),
    ("clip_gradients_globally", "one_factor", "clips each alone", clip_gradients),
    ("clip_gradients_globally", "returns_list", "does nothing", lambda gradients, max_norm=1.0: list(gradients)),
    ("clip_gradients_globally", "returns_list", "loses all", lambda gradients, max_norm=1.0: [None for _ in gradients]),
    (
        "clip_gradients_globally",
        "short_untouched",
        "always rescales",
        scaled(lambda gs, limit: limit / max(total(gs), 1e-9)),
    ),
    (
        "clip_gradients_globally",
        "short_untouched",
        "always rescales to 1",
        scaled(lambda gs, limit: 1.0 / max(total(gs), 1e-9)),
    ),
    (
        "clip_gradients_globally",
        "limit_respected",
        "takes the largest norm",
        scaled(lambda gs, limit: min(1.0, limit / max([*map(length, gs), 1e-9]))),
    ),
    ("clip_gradients_globally", "none_kept", "moves None", none_last(clip_gradients_globally)),
    ("clip_gradients_globally", "none_kept", "drops None", dropping_none(clip_gradients_globally)),
    (
        "clip_gradients_globally",
        "zero_gradients",
        "divides by zero",
        scaled(lambda gs, limit: min(1.0, limit / total(gs)) if total(gs) else math.nan),
    ),
    (
        "clip_gradients_globally",
        "at_the_limit",
        "shortens at the limit",
        scaled(lambda gs, limit: 0.9 if abs(total(gs) - limit) < 1e-4 else min(1.0, limit / max(total(gs), 1e-9))),
    ),
    ("clip_gradients_globally", "shape_and_dtype", "flattens", flattened(clip_gradients_globally)),
    (
        "clip_gradients_globally",
        "input_unchanged",
        "changes the list",
        lambda gradients, max_norm=1.0: (
            gradients.__setitem__(slice(None), clip_gradients_globally(gradients, max_norm)) or gradients
        ),
    ),
    (
        "clip_gradients_globally",
        "default_limit",
        "has another default",
        lambda gradients, max_norm=5.0: clip_gradients_globally(gradients, max_norm),
    ),
    (
        "clip_gradients_globally",
        "nan_shows",
        "hides Inf",
        lambda gradients, max_norm=1.0: [
            np.nan_to_num(new) if old is not None and np.isinf(old).any() else new
            for old, new in zip(gradients, clip_gradients_globally(gradients, max_norm), strict=True)
        ],
    ),
    (
        "clip_gradients_globally",
        "nan_shows",
        "hides NaN",
        lambda gradients, max_norm=1.0: [
            None if one is None else np.nan_to_num(one) for one in clip_gradients_globally(gradients, max_norm)
        ],
    ),
]
