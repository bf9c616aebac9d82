"""Public checks of `clip_gradients_globally`: all gradients by one factor, so that the direction of the step stays."""

from __future__ import annotations

from gradlab.checking.calls import Call
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.gradients_in_words import (
    RELATIVE_TOLERANCE,
    arrays,
    describe,
    equal,
    global_norm,
    listed,
    none_lost,
    norm,
    number,
    parallel,
    returned_gradients,
)
from gradlab.checking.values import plain


@check("Returns one gradient for each, the long ones changed")
def returns_list(draw: Draw) -> Judging:
    gradients = draw.gradients([draw.uniform(400, 600), draw.uniform(0.2, 0.8), draw.uniform(250, 350)])
    words = "a list of three gradients and the limit 2.0"
    (answer,) = yield [Call(words, (gradients, 2.0))]
    returned = returned_gradients(answer, 3)
    if returned is not None and all(equal(one, given.array) for one, given in zip(returned, gradients, strict=True)):
        return failed(
            did=f"We called clip_gradients_globally with {words}. Two of the gradients are longer than that.",
            got="All three came back exactly as they were.",
            must="It has to return a list with one gradient for each, and long ones have to become shorter.",
            next_step="Print the norm of one long gradient before and after your function.",
        )
    if none_lost(returned):
        return passed("Three gradients went in and three came out.")
    value = plain(answer.value)
    pair = isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], list)
    return failed(
        did=f"We called clip_gradients_globally with {words}.",
        got=describe(answer.value, answer.kind),
        must="It has to return a list with one gradient for each gradient it was given, in the same order.",
        why="tf.clip_by_global_norm returns two things, the list and the norm before clipping; you returned both."
        if pair
        else "",
        next_step="Return the list alone." if pair else "Print the result of your own call, its type and its length.",
    )


@check("The global norm is at the limit afterwards", needs=[returns_list])
def limit_respected(draw: Draw) -> Judging:
    given_norms = [draw.uniform(4, 6), draw.uniform(2.5, 3.5), draw.uniform(0.2, 0.6)]
    limit = draw.uniform(1.2, 2)
    gradients = draw.gradients(given_norms)
    before = global_norm(arrays(gradients))
    words = f"three gradients with norms {listed(given_norms)}, global norm {number(before)}, and the limit {limit}"
    (answer,) = yield [Call(words, (gradients, limit))]
    returned = returned_gradients(answer, 3) or []
    after = global_norm(returned)
    if abs(after - limit) <= RELATIVE_TOLERANCE * limit:
        return passed(f"The global norm fell from {number(before)} to {number(after)}.")
    sum_of_norms = abs(after - limit * before / sum(given_norms)) < 1e-3 * limit
    largest_norm = abs(after - limit * before / max(given_norms)) < 1e-3 * limit
    squared_norm = abs(after - limit / before) < 1e-3 * limit
    each_alone = all(
        abs(norm(one) - min(given, limit)) < 1e-3 for one, given in zip(returned, given_norms, strict=False)
    )
    to_default = abs(after - 1) <= RELATIVE_TOLERANCE
    why = ""
    if to_default and not sum_of_norms:
        why = (
            "It came down to 1, the default of max_norm, and not to the limit that we gave: `max_norm` is missing from your"
            " factor."
        )
    elif sum_of_norms and not to_default:
        why = "The factor was limit / (sum of the norms). Norms of parts add up as squares: square, add, take the root."
    elif largest_norm:
        why = "The factor was limit / (norm of the longest gradient). The global norm counts all of them."
    elif squared_norm:
        why = "The factor was limit / (global norm squared): the square root is missing."
    elif returned and each_alone:
        why = "Each gradient was shortened on its own. Global clipping looks at all of them together."
    return failed(
        did=f"We called clip_gradients_globally with {words}.",
        got=f"The global norm of what came back is {number(after)}.",
        must=f"The global norm is above the limit, so it has to come down to {limit}.",
        why=why,
        next_step="Print the square root of the sum of all squared entries, before and after your function.",
    )


@check("One factor for all: the direction is kept", needs=[returns_list])
def one_factor(draw: Draw) -> Judging:
    given_norms = [draw.uniform(5, 7), draw.uniform(2.5, 3.5), draw.uniform(0.3, 0.6)]
    gradients = draw.gradients(given_norms)
    words = f"three gradients with norms {listed(given_norms)} and the limit 2.0"
    (answer,) = yield [Call(words, (gradients, 2.0))]
    returned = returned_gradients(answer, 3) or []
    factors = [norm(one) / given for one, given in zip(returned, given_norms, strict=False)]
    shape_kept = all(parallel(one, given) for one, given in zip(returned, arrays(gradients), strict=False))
    common = bool(factors) and shape_kept and max(factors) - min(factors) <= 1e-3 * max(factors)
    if common and factors[0] < 0.999:
        return passed(f"All three gradients were multiplied by the same factor, {number(factors[0])}.")
    own_limit = all(abs(norm(one) - min(given, 2.0)) < 1e-3 for one, given in zip(returned, given_norms, strict=False))
    return failed(
        did=f"We called clip_gradients_globally with {words}.",
        got=f"The gradients were multiplied by the factors {listed(factors)}."
        if factors
        else "No gradients came back.",
        must="Their global norm is above the limit, so all of them have to be multiplied by one common factor below 1. Only then"
        " does the step keep its direction.",
        why="Nothing was shortened at all."
        if common
        else "Each tensor was shortened on its own, so the ratio between them changed and the step turns."
        if own_limit
        else "",
        next_step="Print your scale factor. Is there one, or one for each tensor?",
    )


@check("Below the limit nothing changes", needs=[returns_list])
def short_untouched(draw: Draw) -> Judging:
    # Their global norm is above the default limit of 1.0, and their sum below 2.0 for every draw.
    given_norms = [draw.uniform(0.7, 0.9), draw.uniform(0.8, 1.05)]
    gradients = draw.gradients(given_norms)
    words = f"two gradients with norms {listed(given_norms)}, together under the limit 2.0"
    (answer,) = yield [Call(words, (gradients, 2.0))]
    returned = returned_gradients(answer, 2) or []
    if returned and all(equal(one, given) for one, given in zip(returned, arrays(gradients), strict=True)):
        return passed("A global norm under the limit left the gradients as they were.")
    after = global_norm(returned)
    to_default = abs(after - 1) <= RELATIVE_TOLERANCE
    why = ""
    if abs(after - 2.0) < 1e-3:
        why = "The gradients were stretched to the limit: the factor limit / norm is above 1 here."
    elif to_default:
        why = "The global norm came down to 1, the default: your function does not use its argument `max_norm`."
    return failed(
        did=f"We called clip_gradients_globally with {words}.",
        got=f"The global norm went from {number(global_norm(arrays(gradients)))} to {number(after)}.",
        must="The global norm is under the limit, so every gradient has to come back unchanged.",
        why=why,
        next_step="Compare the global norm with max_norm first, and scale only where it is larger."
        if to_default
        else "What is the largest factor that clipping may ever use? Bound yours by it.",
    )
