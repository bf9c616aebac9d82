"""Public checks of `clip_gradients`: each gradient on its own, at most as long as the limit."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.checking.calls import Call
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.gradients_in_words import (
    RELATIVE_TOLERANCE,
    arrays,
    describe,
    equal,
    listed,
    none_lost,
    norm,
    number,
    parallel,
    returned_gradients,
)
from gradlab.checking.values import Array, plain


@check("Returns one gradient for each, the long ones changed")
def returns_list(draw: Draw) -> Judging:
    gradients = draw.gradients(norms=[draw.uniform(400, 600), draw.uniform(0.2, 0.8), draw.uniform(250, 350)])
    words = "a list of three gradients and the limit 2.0"
    (answer,) = yield [Call(words, (gradients, 2.0))]
    returned = returned_gradients(answer, 3)
    if returned is not None and all(equal(one, given.array) for one, given in zip(returned, gradients, strict=True)):
        return failed(
            did=f"We called clip_gradients with {words}. Two of the gradients are longer than that.",
            got="All three came back exactly as they were.",
            must="It has to return a list with one gradient for each, and long ones have to become shorter.",
            next_step="Print the norm of one long gradient before and after your function.",
        )
    if none_lost(returned):
        return passed("Three gradients went in and three came out.")
    after_call = plain(list(answer.arguments[:1]))
    in_place = (
        answer.value is None
        and isinstance(after_call[0] if after_call else None, list)
        and any(not equal(after, before.array) for before, after in zip(gradients, after_call[0], strict=False))
    )
    next_step = "Print the result of your own call, its type and its length."
    if answer.value is None:
        next_step = "Is there a return statement on every way through the function? Print the result of your own call."
    elif isinstance(answer.value, (list, tuple)) and len(answer.value) != 3:
        next_step = (
            "Count the entries before and after your loop. Which variable would now receive its neighbour's gradient?"
        )
    elif isinstance(answer.value, (list, tuple)) and any(one is None for one in answer.value):
        next_step = "Print each entry before you append it to the result. Where does a gradient become None?"
    return failed(
        did=f"We called clip_gradients with {words}.",
        got=describe(answer.value, answer.kind),
        must="It has to return a list with one gradient for each gradient it was given, in the same order.",
        why="The list that we passed in has changed, so the values were written into it and never returned."
        if in_place
        else "",
        next_step=next_step,
    )


@check("A long gradient is shortened to the limit", needs=[returns_list])
def limit_respected(draw: Draw) -> Judging:
    given_norms = [draw.uniform(4, 6), draw.uniform(2.5, 3.5)]
    limit = draw.uniform(1.2, 2)
    gradients = draw.gradients(given_norms)
    words = f"two gradients with norms {listed(given_norms)} and the limit {limit}"
    (answer,) = yield [Call(words, (gradients, limit))]
    returned = returned_gradients(answer, 2)
    norms = [norm(one) for one in returned or []]
    at_limit = [abs(one - limit) <= RELATIVE_TOLERANCE * limit for one in norms]
    same_direction = [parallel(one, given.array) for one, given in zip(returned or [], gradients, strict=False)]
    if returned and all(at_limit) and all(same_direction):
        return passed(f"Both long gradients came back with norm {number(limit)} and their direction kept.")
    did = f"We called clip_gradients with {words}."
    must = (
        f"Each of them is longer than {limit}, so each has to come back with exactly that norm and its direction kept."
    )
    if returned and all(at_limit):
        return failed(
            did=did,
            got="The norms are right, but the entries are not the old ones times one number.",
            must=must,
            next_step="Print result / gradient for one gradient: every entry should show the same factor.",
            right="The norms of the results are at the limit.",
            score=0.5,
        )
    squared = [abs(one - limit * limit / given) < 1e-3 for one, given in zip(norms, given_norms, strict=False)]
    to_default = [abs(one - 1) <= RELATIVE_TOLERANCE for one in norms]
    shared = len(norms) == 2 and abs(norms[0] * given_norms[1] - given_norms[0] * norms[1]) < 1e-3 * norms[1]
    elementwise = any(
        isinstance(one, np.ndarray) and one.shape == given.array.shape and norm(one) > 0 and not same
        for one, given, same in zip(returned or [], gradients, same_direction, strict=False)
    )
    why = ""
    if shared and max(norms) < 0.999 * max(given_norms):
        why = (
            "The ratio between the two norms is the same as before, so both were multiplied by one common factor. That is"
            " global clipping; here each gradient has a limit of its own."
        )
    elif norms and all(squared):
        why = "The factor that you used is the square of limit / norm."
    elif norms and all(same_direction) and all(to_default):
        why = (
            "Both came back with norm 1, the default of max_norm, and not with the limit that we gave: `max_norm` is missing"
            " from your factor."
        )
    elif returned and all(
        equal(one, before * min(1, limit / np.linalg.norm(before, 2)))
        for one, before in zip(returned, arrays(gradients), strict=True)
    ):
        why = (
            "For the first one the factor was limit / (its largest singular value): that is what np.linalg.norm(gradient, 2)"
            " gives for a matrix. The norm meant here is the root of the sum of all squared entries."
        )
    elif elementwise and returned:
        why = _why_turned(returned, arrays(gradients), limit)
    return failed(
        did=did,
        got=f"The gradients that came back have the norms {listed(norms) if norms else 'of no tensor at all'}.",
        must=must,
        why=why,
        next_step="Compute the norm of one gradient, then limit / norm, and print both beside the norm of your result.",
    )


def _why_turned(returned: list[Any], given: list[Array], limit: float) -> str:
    """Entries that were cut off, and columns or rows that were clipped one by one, are told by what they give."""
    if all(equal(one, np.clip(before, -limit, limit)) for one, before in zip(returned, given, strict=True)):
        return "The direction changed: single entries were cut off at the limit instead of scaling the whole gradient."
    for axis in (0, -1):
        norms = [np.linalg.norm(before, axis=axis, keepdims=True) for before in given]
        sliced = [before * np.minimum(1, limit / norm) for before, norm in zip(given, norms, strict=True)]
        if all(equal(one, expected) for one, expected in zip(returned, sliced, strict=True)):
            return (
                f"The direction changed: with axis={axis} there is a norm for each part of a gradient, and each part was"
                " shortened by itself. A gradient has one norm, over all its entries."
            )
    return "The direction changed: the entries of a gradient were not all multiplied by one number."


@check("A short gradient is left alone", needs=[returns_list])
def short_untouched(draw: Draw) -> Judging:
    given_norms = [
        draw.uniform(1.2, 1.4),
        draw.uniform(0.2, 0.5),
    ]  # one above the default limit of 1.0; 2.0 even together
    gradients = draw.gradients(given_norms)
    words = f"two gradients with norms {listed(given_norms)} and the limit 2.0"
    (answer,) = yield [Call(words, (gradients, 2.0))]
    returned = returned_gradients(answer, 2)
    if returned and all(equal(one, given) for one, given in zip(returned, arrays(gradients), strict=True)):
        return passed("Gradients under the limit came back as they were.")
    norms = [norm(one) for one in returned or []]
    why = ""
    if norms and all(abs(one - 2.0) < 1e-3 for one in norms):
        why = "Both were stretched to the limit: the scaling happens whether a gradient is too long or not."
    elif norms and all(abs(one - 1) <= RELATIVE_TOLERANCE for one in norms):
        why = (
            "Both came back with norm 1: each was divided by its own norm, whether it is too long or not, and `max_norm` was"
            " not used."
        )
    elif returned and abs(norms[0] - 1) <= RELATIVE_TOLERANCE and equal(returned[1], gradients[1].array):
        why = "The longer one was cut to 1, the default: your function does not use its argument `max_norm`."
    return failed(
        did=f"We called clip_gradients with {words}.",
        got=f"The gradients that came back have the norms {listed(norms)}." if norms else "No gradients came back.",
        must="Nothing here is longer than the limit, so both gradients have to come back unchanged.",
        why=why,
        next_step="What should happen when nothing is too long? Compare each norm with the limit before you scale.",
    )
