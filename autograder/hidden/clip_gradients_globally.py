"""Hidden checks of `clip_gradients_globally`: the corners of the contract."""

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
    global_norm,
    listed,
    norm,
    number,
    returned_gradients,
)
from gradlab.checking.public.clip_gradients_globally import limit_respected, returns_list, short_untouched
from gradlab.checking.values import Tensor

FUNCTION = "clip_gradients_globally"


@check("None stays None, in place", needs=[returns_list])
def none_kept(draw: Draw) -> Judging:
    first, last = draw.gradients([draw.uniform(3, 5), draw.uniform(3, 5)])
    words = "the list [gradient, None, gradient], as it comes from a layer that the loss does not use"
    answer, only_none, empty = yield [
        Call(words, ([first, None, last], 2.0)),
        Call("the list [None, None], limit 1", ([None, None], 1.0)),
        Call("an empty list, limit 1", ([], 1.0)),
    ]
    outcome = judge_none_kept(FUNCTION, words, answer, [first.array, None, last.array])
    found = [returned_gradients(only_none, 2), returned_gradients(empty, 0)]
    if not outcome.passed or found == [[None, None], []]:
        return outcome
    return failed(
        did=f"We called {FUNCTION} with the list [None, None], and then with an empty list.",
        got="Another list came back."
        if None not in found
        else f"From the {'first' if found[0] is None else 'second'} call no list of the same length came back.",
        must="Where there is nothing to clip, the list has to come back as it is.",
        next_step="What is your global norm when no gradient is left? Print it for both lists.",
        right="Between gradients None stayed in its place.",
        score=0.5,
    )


@check("Zero gradients stay zero", needs=[returns_list])
def zero_gradients(draw: Draw) -> Judging:
    words = "two gradients that are zero everywhere"
    zeros = [Tensor(np.zeros(shape, "float32")) for shape in ((3, 2), (4,))]
    (answer,) = yield [Call(words, (zeros, draw.uniform(1, 2)))]
    returned = returned_gradients(answer, 2) or []
    if returned and all(equal(one, zero.array) for one, zero in zip(returned, zeros, strict=True)):
        return passed("Zero stayed zero.")
    nan = bool(returned) and np.isnan(norm(returned[0]))
    return failed(
        did=f"We called clip_gradients_globally with {words}.",
        got="NaN came back." if nan else "They did not stay zero.",
        must="A global norm of 0 is not above any limit, so nothing may change.",
        why="0 / 0 is NaN: somewhere you divide by the global norm without looking at it first." if nan else "",
        next_step="Call your function with tensors of zeros and print every intermediate result.",
    )


@check("NaN stays visible", needs=[returns_list])
def nan_shows(draw: Draw) -> Judging:
    (healthy,) = draw.gradients([draw.uniform(3, 5)])
    broken = [Tensor(np.array([1.0, bad, 2.0], "float32")) for bad in (np.nan, np.inf)]
    words = "a gradient that contains {} beside a healthy one, limit 1"
    answers = yield [
        Call(words.format(name), ([one, healthy], 1.0)) for name, one in zip(("NaN", "Inf"), broken, strict=True)
    ]
    returned = [returned_gradients(answer, 2) or [] for answer in answers]
    shown = [bool(one) and not math.isfinite(norm(one[0])) for one in returned]
    if all(shown):
        return passed("A gradient with NaN or Inf can still be told from a healthy one.")
    name = "Inf" if shown[0] else "NaN"
    return failed(
        did=f"We called clip_gradients_globally with {words.format(name)}.",
        got="The broken gradient came back with finite numbers only." if returned[shown[0]] else "Not both came back.",
        must=f"{name} must not vanish: a training that has broken down has to be noticed, not hidden.",
        next_step=f"Call your function with a gradient that contains {name} and print the result. Where does it get lost?",
    )


@check("Exactly at the limit nothing changes", needs=[short_untouched])
def at_the_limit(draw: Draw) -> Judging:
    scale = np.float32(draw.rng.choice([1.0, 2.0, 4.0]))
    gradients = [np.array([3.0, 0.0], "float32") * scale, np.array([[4.0]], "float32") * scale]
    words = (
        f"two gradients of norms {3 * scale:g} and {4 * scale:g}, whose global norm is exactly the limit {5 * scale:g}"
    )
    (answer,) = yield [Call(words, ([Tensor(one) for one in gradients], float(5 * scale)))]
    returned = returned_gradients(answer, 2) or []
    if returned and all(equal(one, given) for one, given in zip(returned, gradients, strict=True)):
        return passed("A global norm exactly at the limit changed nothing.")
    return failed(
        did=f"We called clip_gradients_globally with {words}.",
        got=f"The global norm afterwards is {number(global_norm(returned))}.",
        must="The limit is not exceeded, so both gradients have to come back unchanged.",
        next_step="Look at your comparison and at the factor that it leads to for equal numbers.",
    )


@check("Shape and dtype are kept", needs=[returns_list])
def shape_and_dtype(draw: Draw) -> Judging:
    shapes = [(2, 3, 4), (5,), (1, 1)]
    arrays = [draw.gradient(draw.uniform(2, 4), shape) for shape in shapes]
    words = "gradients of the shapes (2, 3, 4), (5,) and (1, 1)"
    (answer,) = yield [Call(words, ([Tensor(one) for one in arrays], 1.0))]
    return judge_shape_and_dtype(FUNCTION, words, answer, arrays)


@check("The list that was passed in is not changed", needs=[returns_list])
def input_unchanged(draw: Draw) -> Judging:
    gradients = draw.gradients([draw.uniform(3, 5), draw.uniform(3, 5)])
    words = "a list of two long gradients"
    (answer,) = yield [Call(words, (gradients, 1.0))]
    return judge_input_unchanged(FUNCTION, words, answer, [one.array for one in gradients])


@check("The limit is 1.0 by default and may be an int", needs=[limit_respected])
def default_limit(draw: Draw) -> Judging:
    gradients = draw.gradients([draw.uniform(3, 5), draw.uniform(6, 9)], [(4, 3), ()])
    words = "two long gradients, the second of shape (), and no limit, then again with the limit 2 as an int"
    answers = yield [Call(words, (gradients,)), Call(words, (gradients, 2))]
    after = [global_norm(returned_gradients(answer, 2) or []) for answer in answers]
    if np.allclose(after, [1.0, 2.0], rtol=RELATIVE_TOLERANCE):
        return passed("Without a limit it was 1.0, and an int works as well.")
    return failed(
        did=f"We called clip_gradients_globally with {words}.",
        got=f"The global norms afterwards are {listed(after)}.",
        must="They have to be 1 and 2: max_norm is 1.0 unless the caller says otherwise, and a gradient may have any shape.",
        next_step="Compare the first line of your function with the signature in the task.",
    )
