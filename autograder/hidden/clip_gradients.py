"""Hidden checks of `clip_gradients`: the corners of the contract."""

from __future__ import annotations

import math

import numpy as np

from autograder.hidden.clipping import judge_input_unchanged, judge_none_kept, judge_shape_and_dtype
from gradlab.checking.calls import Call
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.gradients_in_words import (
    RELATIVE_TOLERANCE,
    equal,
    listed,
    norm,
    number,
    parallel,
    returned_gradients,
)
from gradlab.checking.public.clip_gradients import limit_respected, returns_list, short_untouched
from gradlab.checking.values import Tensor

FUNCTION = "clip_gradients"


@check("None stays None, in place", needs=[returns_list])
def none_kept(draw: Draw) -> Judging:
    first, last = draw.gradients([draw.uniform(3, 5), draw.uniform(3, 5)])
    words = "the list [gradient, None, gradient], as it comes from a layer that the loss does not use"
    (answer,) = yield [Call(words, ([first, None, last], 2.0))]
    return judge_none_kept(FUNCTION, words, answer, [first.array, None, last.array])


@check("Each gradient has its own limit", needs=[limit_respected, short_untouched])
def each_alone(draw: Draw) -> Judging:
    norms = [
        draw.uniform(5, 8),
        draw.uniform(0.3, 0.6),
        draw.uniform(2.5, 4),
        draw.uniform(0.7, 0.9),
        draw.uniform(3, 5),
    ]
    limit = 1.0
    gradients = draw.gradients(norms, [(4, 3), (3,), (2, 5), (6,), ()])
    words = f"five gradients with norms {listed(norms)}, the last of shape (), and the limit 1"
    (answer,) = yield [Call(words, (gradients, limit))]
    returned = returned_gradients(answer, 5) or []
    after = [norm(one) for one in returned]
    wanted = [min(one, limit) for one in norms]
    if np.allclose(after, wanted, rtol=RELATIVE_TOLERANCE) if len(after) == 5 else False:
        return passed("Long gradients came down to the limit, short ones beside them stayed as they were.")
    return failed(
        did=f"We called clip_gradients with {words}.",
        got=f"The norms afterwards are {listed(after)}." if after else "Not all of them came back.",
        must="The three long ones have to come down to 1, the two short ones have to stay as they are.",
        why="The short gradients shrank too, as they do when all are multiplied by one factor."
        if after and after[1] < 0.9 * norms[1]
        else "Only the gradient of shape () is wrong: it is a single number, and its norm is that number's size."
        if len(after) == 5 and np.allclose(after[:4], wanted[:4], rtol=RELATIVE_TOLERANCE)
        else "",
        next_step="Decide for each gradient by its own norm; print norm and factor in one line for each.",
    )


@check("A zero gradient stays zero", needs=[returns_list])
def zero_gradient(draw: Draw) -> Judging:
    words = "a gradient that is zero everywhere beside a long one"
    (long,) = draw.gradients([draw.uniform(3, 5)])
    zero = Tensor(np.zeros((3, 2), "float32"))
    (answer,) = yield [Call(words, ([zero, long], 1.0))]
    returned = returned_gradients(answer, 2) or []
    nan = bool(returned) and np.isnan(norm(returned[0]))
    if returned and equal(returned[0], zero.array):
        return passed("Zero stayed zero.")
    return failed(
        did=f"We called clip_gradients with {words}.",
        got="NaN came back for the zero gradient." if nan else "It did not stay zero.",
        must="A gradient of norm 0 is not too long and has to come back as it is.",
        why="0 / 0 is NaN: somewhere you divide by the norm without looking at it first." if nan else "",
        next_step="Call your function with a tensor of zeros and print every intermediate result.",
    )


@check("Exactly at the limit nothing changes", needs=[short_untouched])
def at_the_limit(draw: Draw) -> Judging:
    scale = float(draw.rng.choice([1.0, 2.0, 4.0]))
    gradient = np.array([3.0, 4.0], "float32") * np.float32(scale)
    words = f"the gradient [{3 * scale:g}, {4 * scale:g}], whose norm is exactly the limit {5 * scale:g}"
    (answer,) = yield [Call(words, ([Tensor(gradient)], 5.0 * scale))]
    returned = returned_gradients(answer, 1) or []
    if returned and equal(returned[0], gradient):
        return passed("A gradient exactly at the limit was left alone.")
    return failed(
        did=f"We called clip_gradients with {words}.",
        got=f"It came back with norm {number(norm(returned[0]))}." if returned else "It did not come back.",
        must="It does not exceed the limit, so it has to come back unchanged.",
        next_step="Look at your comparison and at the factor that it leads to for equal numbers.",
    )


@check("Shape and dtype are kept", needs=[returns_list])
def shape_and_dtype(draw: Draw) -> Judging:
    shapes = [(2, 3, 4), (5,), (1, 1), (3, 2)]
    arrays = [draw.gradient(draw.uniform(2, 4), shape) for shape in shapes]
    arrays[3] = arrays[3].astype("float64")
    words = "gradients of the shapes (2, 3, 4), (5,), (1, 1) and (3, 2), the last one in float64"
    (answer,) = yield [Call(words, ([Tensor(one) for one in arrays], 1.0))]
    return judge_shape_and_dtype(FUNCTION, words, answer, arrays)


@check("The list that was passed in is not changed", needs=[returns_list])
def input_unchanged(draw: Draw) -> Judging:
    gradients = draw.gradients([draw.uniform(3, 5), draw.uniform(3, 5)])
    words = "a list of two long gradients"
    (answer,) = yield [Call(words, (gradients, 1.0))]
    return judge_input_unchanged(FUNCTION, words, answer, [one.array for one in gradients])


@check("NaN stays visible and leaves the others alone", needs=[limit_respected, none_kept])
def nan_beside(draw: Draw) -> Judging:
    healthy_norm = draw.uniform(3, 5)
    (healthy,) = draw.gradients([healthy_norm])
    broken = [Tensor(np.array([1.0, bad, 2.0], "float32")) for bad in (np.nan, np.inf)]
    words = f"a gradient that contains NaN, one of norm {healthy_norm} and one that contains Inf, limit 1"
    (answer,) = yield [Call(words, ([broken[0], healthy, broken[1]], 1.0))]
    returned = returned_gradients(answer, 3) or []
    clipped = bool(returned) and abs(norm(returned[1]) - 1.0) < 1e-3 and parallel(returned[1], healthy.array)
    hidden = [name for name, place in (("NaN", 0), ("Inf", 2)) if returned and math.isfinite(norm(returned[place]))]
    if clipped and not hidden:
        return passed("The healthy gradient was clipped as usual, and the broken ones can still be told.")
    if clipped:
        return failed(
            did=f"We called clip_gradients with {words}.",
            got=f"The gradient with {' and the one with '.join(hidden)} came back with finite numbers only.",
            must="NaN and Inf must not vanish: a training that has broken down has to be noticed, not hidden.",
            next_step=f"Call your function with a gradient that contains {hidden[0]} and print the result. Where is it lost?",
            right="The healthy gradient beside it was clipped as usual.",
            score=0.5,
        )
    return failed(
        did=f"We called clip_gradients with {words}.",
        got=f"The healthy one came back with norm {number(norm(returned[1]))}." if returned else "Not all came back.",
        must="Each gradient is judged on its own, so the healthy one has to be clipped to the limit as always.",
        next_step="Make sure that no number computed from one gradient is used for another.",
    )


@check("The limit is 1.0 by default and may be an int", needs=[limit_respected])
def default_limit(draw: Draw) -> Judging:
    norms = [draw.uniform(3, 5), draw.uniform(6, 9)]
    one, two = draw.gradients(norms)
    words = "one long gradient and no limit, then another with the limit 2 as an int"
    answers = yield [Call(words, ([one],)), Call(words, ([two], 2))]
    after = [norm((returned_gradients(answer, 1) or [None])[0]) for answer in answers]
    if np.allclose(after, [1.0, 2.0], rtol=RELATIVE_TOLERANCE):
        return passed("Without a limit it was 1.0, and an int works as well.")
    return failed(
        did=f"We called clip_gradients with {words}.",
        got=f"The norms afterwards are {listed(after)}.",
        must="They have to be 1 and 2: max_norm is 1.0 unless the caller says otherwise.",
        next_step="Compare the first line of your function with the signature in the task.",
    )
