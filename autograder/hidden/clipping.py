"""Judging what both clipping questions ask for: None in place, shapes and dtypes, an untouched input."""

from __future__ import annotations

import numpy as np

from gradlab.checking.calls import Answer
from gradlab.checking.check import Outcome, failed, passed
from gradlab.checking.gradients_in_words import equal, returned_gradients
from gradlab.checking.values import Array, plain


def judge_none_kept(function: str, words: str, answer: Answer, given: list[Array | None]) -> Outcome:
    """Shared with the global question: None in its place, and gradients on either side of it."""
    returned = returned_gradients(answer, len(given))
    did = f"We called {function} with {words}."
    must = "None has to stay where it is: optimizers pair gradients with variables by position."
    if returned is None:
        value = plain(answer.value)
        count = len(value) if isinstance(value, (list, tuple)) else 0
        return failed(
            did=did,
            got=f"{len(given)} entries went in, {count} came out.",
            must=must,
            why="The None was dropped, so every later gradient moved to its neighbour's variable."
            if count == len(given) - sum(one is None for one in given)
            else "",
            next_step="Which variable would now receive its neighbour's gradient? Append None to your result instead.",
        )
    if all((one is None) == (before is None) for one, before in zip(returned, given, strict=True)):
        return passed("None stayed in its place, between its neighbours.")
    moved = sum(one is None for one in returned) == sum(one is None for one in given)
    return failed(
        did=did,
        got="None came back in another place."
        if moved
        else "A gradient has become None."
        if any(one is None and before is not None for one, before in zip(returned, given, strict=True))
        else "The entry in the place of None is not None any more.",
        must=must,
        next_step="Go through the list once, in its order, and append one entry for each: None or the clipped gradient."
        if moved
        else "Test `gradient is None` first in your loop, before any arithmetic.",
    )


def judge_shape_and_dtype(function: str, words: str, answer: Answer, arrays: list[Array]) -> Outcome:
    """Every gradient as it was in shape and dtype."""
    returned = returned_gradients(answer, len(arrays)) or []
    differences = [
        f"{before.dtype.name} of shape {before.shape} became {_form(one)}"
        for one, before in zip(returned, arrays, strict=False)
        if _form(one) != f"{before.dtype.name} of shape {before.shape}"
    ]
    if returned and not differences:
        return passed("All shapes and dtypes were kept.")
    return failed(
        did=f"We called {function} with {words}.",
        got=f"{differences[0]}." if differences else "Not all of them came back.",
        must="Every gradient has to keep its shape and dtype; otherwise it no longer fits its variable.",
        next_step="Print shape and dtype of each gradient before and after your function.",
    )


def _form(value: object) -> str:
    return f"{value.dtype.name} of shape {value.shape}" if isinstance(value, np.ndarray) else "no tensor"


def judge_input_unchanged(function: str, words: str, answer: Answer, arrays: list[Array]) -> Outcome:
    """The argument after the call is the argument before it."""
    after = plain(answer.arguments[0]) if answer.arguments else None
    if (
        isinstance(after, list)
        and len(after) == len(arrays)
        and all(equal(one, before) for one, before in zip(after, arrays, strict=True))
    ):
        return passed("Your function left its input alone.")
    return failed(
        did=f"We called {function} with {words} and looked at that list again afterwards.",
        got="The list is not what it was before the call.",
        must="The input must not be modified: whoever calls your function may still need the gradients as they were.",
        next_step="Build a new list and append to it, instead of assigning to the entries of the argument.",
    )
