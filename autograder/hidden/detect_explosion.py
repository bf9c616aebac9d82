"""Hidden checks of `detect_explosion`: NaN, Inf, the threshold itself, an empty history, and stability."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradlab.checking.calls import Call
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.gradients_in_words import listed, number
from gradlab.checking.public.detect_explosion import epochs, events, events_above, report, returns_report
from gradlab.checking.values import plain

NAN, INF = math.nan, math.inf
FROM_ONE = "The event was found, but its number is one too high: epochs are counted from 0."


def _calm(draw: Draw, count: int) -> list[float]:
    return [draw.uniform(0.8, 1.6) for _ in range(count)]


def _same(value: Any, expected: float) -> bool:
    """Whether a reported number is the expected one; NaN is NaN."""
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if not isinstance(value, (int, float)):
        return False
    return math.isnan(value) if math.isnan(expected) else math.isclose(value, expected, rel_tol=1e-5, abs_tol=1e-9)


def _is_still(value: Any, history: list[float]) -> bool:
    """Whether an argument after the call, a list or an array, holds these norms."""
    if not (isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim == 1)):
        return False
    return len(value) == len(history) and all(_same(one, before) for one, before in zip(value, history, strict=True))


@check("A norm exactly at the threshold is no event", needs=[events_above])
def at_the_threshold(draw: Draw) -> Judging:
    threshold = float(draw.rng.integers(20, 90))
    history = [*_calm(draw, 2), threshold, *_calm(draw, 1), threshold + 1.0]
    words = f"the gradient norms {listed(history)} and the threshold {threshold:g}"
    (answer,) = yield [Call(words, (history, threshold))]
    found = events(answer)
    if found == [4]:
        return passed("Only the norm above the threshold was an event, not the one equal to it.")
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"It reported {epochs(found)}.",
        must="An event is a norm above the threshold; one that is equal to it is none.",
        next_step="Which comparison do you use, > or >=?" if found == [2, 4] else "Print each norm with your decision.",
    )


@check("NaN is an event and a failure", needs=[returns_report])
def nan_is_event(draw: Draw) -> Judging:
    where = int(draw.rng.integers(1, 4))
    history = _calm(draw, 5)
    history[where] = NAN
    words = f"five gradient norms, NaN in epoch {where}, the others near 1, and the threshold 100"
    (answer,) = yield [Call(words, (history, 100.0))]
    found, flag = events(answer), report(answer).get("failed")
    as_event, as_failure = found == [where], flag in (True, 1)
    if as_event and as_failure:
        return passed("The epoch with NaN was reported as an event, and the run as failed.")
    why, next_step = "", "Ask for NaN by name, with math.isnan or numpy.isfinite, before you compare."
    if found == []:
        why = (
            "NaN > 100 is False in Python, and so is every other comparison with NaN: a threshold alone cannot see it."
        )
    elif found == [where + 1]:
        why, next_step = FROM_ONE, "Print each epoch with its norm; the first line has to say epoch 0."
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"It reported {epochs(found)} as events and failed = {flag!r}.",
        must=f"NaN means that training has broken down: epoch {where} is an event and failed is True.",
        why=why,
        next_step=next_step,
        score=0.5 if as_event or as_failure else 0.0,
    )


@check("Inf and -Inf are events and failures", needs=[returns_report])
def inf_is_event(draw: Draw) -> Judging:
    histories = [
        [*_calm(draw, 2), INF, *_calm(draw, 1)],
        [*_calm(draw, 1), -INF, *_calm(draw, 2)],
        [*_calm(draw, 1), draw.uniform(150, 300), *_calm(draw, 2)],
    ]
    words = "a history with Inf in epoch 2, one with -Inf in epoch 1, and one with a large finite norm in epoch 1, threshold 100"
    answers = yield [Call(words, (history, 100.0)) for history in histories]
    places = (2, 1, 1)
    from_one = all(events(answer) == [where + 1] for answer, where in zip(answers, places, strict=True))
    right = [
        (events(answer) == [where], report(answer).get("failed") in ((True, 1) if broken else (False, 0)))
        for answer, where, broken in zip(answers, places, (True, True, False), strict=True)
    ]
    if all(map(all, right)):
        return passed("Both infinities were events and failures; the large finite norm was an event only.")
    return failed(
        did=f"We called detect_explosion with {words}.",
        got="; ".join(
            f"{name}: it reported {epochs(events(answer))} and failed = {report(answer).get('failed')!r}"
            for name, answer in zip(("Inf", "-Inf", "Finite"), answers, strict=True)
        )
        + ".",
        must="Every norm that is not finite is an event, whatever its sign, and makes failed True. A large finite norm is an"
        " event, but no failure: failed stays False.",
        why=FROM_ONE
        if from_one
        else "-Inf is far below every threshold, so only a test for finite numbers finds it."
        if all(right[0]) and not right[1][0]
        else "Here failed follows the events; it has to ask for norms that are not finite."
        if [failure for _, failure in right] == [True, True, False]
        else "",
        next_step="Print each epoch with its norm; the first line has to say epoch 0."
        if from_one
        else "numpy.isfinite answers for NaN, Inf and -Inf at once.",
        score=0.5 if all(as_event for as_event, _ in right) else 0.0,
    )


@check("The history is not changed", needs=[returns_report])
def history_unchanged(draw: Draw) -> Judging:
    history = [*_calm(draw, 2), NAN, draw.uniform(150, 300), -INF, *_calm(draw, 1)]
    words = "six gradient norms, NaN, -Inf and a large one among them"
    answers = yield [
        Call(words, (list(history), 100.0)),
        Call(f"the same as a NumPy array: {words}", (np.array(history), 100.0)),
    ]
    after = [plain(answer.arguments[0]) if answer.arguments else None for answer in answers]
    kept = [_is_still(value, history) for value in after]
    if all(kept):
        return passed("The history was the same after the call.")
    return failed(
        did=f"We called detect_explosion with {words}, once as a list and once as a NumPy array, and looked at them afterwards.",
        got=f"The {'list' if not kept[0] else 'array'} was not what it was before.",
        must="The history must not be changed: whoever calls your function may go on with it.",
        next_step="Which step replaces, sorts or removes entries? numpy.asarray does not copy an array; numpy.array does.",
    )


@check("max_norm is the largest finite norm", needs=[returns_report])
def largest_finite(draw: Draw) -> Judging:
    peak = draw.uniform(20, 60)
    histories = [[NAN, *_calm(draw, 2), peak, *_calm(draw, 1)], [*_calm(draw, 1), peak, INF, *_calm(draw, 1)]]
    words = f"two histories whose largest finite norm is {peak}: one begins with NaN, the other contains Inf"
    answers = yield [Call(words, (history, 100.0)) for history in histories]
    found = [report(answer).get("max_norm") for answer in answers]
    right = [_same(value, peak) for value in found]
    if all(right):
        return passed("max_norm ignored NaN and Inf and named the largest finite norm.")
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"max_norm was {found[0]!r} and {found[1]!r}."[:160],
        must=f"Both times it has to be {peak}: norms that are not finite do not count.",
        why="The maximum of a list with NaN depends on the order: max([nan, 5.0]) is nan, max([5.0, nan]) is 5.0."
        if not right[0]
        else "",
        next_step="Keep the finite norms in a list of their own first, then take its maximum.",
        score=0.5 if any(right) else 0.0,
    )


@check("An empty history is answered", needs=[returns_report])
def empty_history(draw: Draw) -> Judging:
    words = "an empty history"
    (answer,) = yield [Call(words, ([], 100.0))]
    found = report(answer)
    wrong = [
        f"{key} = {found.get(key)!r}"
        for key, right in (
            ("events", events(answer) == []),
            ("first_event", found.get("first_event", 0) is None),
            ("max_norm", _same(found.get("max_norm"), NAN)),
            ("frequency", _same(found.get("frequency"), 0.0)),
            ("failed", found.get("failed") in (False, 0)),
            ("unstable", found.get("unstable") in (False, 0)),
        )
        if not right
    ]
    if not wrong:
        return passed("An empty history gave an empty report.")
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"Your report says {', '.join(wrong)}."[:300],
        must="Nothing was measured: no events, first_event None, max_norm nan, frequency 0.0, failed and unstable False.",
        next_step="Decide at the top of the function what an empty list should give.",
    )


@check("A history of nothing but NaN is answered", needs=[nan_is_event])
def only_nan(draw: Draw) -> Judging:
    length = int(draw.rng.integers(2, 5))
    words = f"a history of {length} times NaN"
    (answer,) = yield [Call(words, ([NAN] * length, 100.0))]
    found = report(answer)
    wrong = [
        f"{key} = {found.get(key)!r}"
        for key, right in (
            ("events", events(answer) == list(range(length))),
            ("max_norm", _same(found.get("max_norm"), NAN)),
            ("frequency", _same(found.get("frequency"), 1.0)),
            ("failed", found.get("failed") in (True, 1)),
            ("unstable", found.get("unstable") in (False, 0)),
        )
        if not right
    ]
    if not wrong:
        return passed("Every epoch was an event, and max_norm was nan.")
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"Your report says {', '.join(wrong)}."[:300],
        must="Every epoch is an event, so frequency is 1.0 and failed is True; with no finite norm max_norm is nan and unstable"
        " False.",
        next_step="What do your maximum, mean and standard deviation do when no finite norm is left?"
        if any(one.startswith(("max_norm", "unstable")) for one in wrong)
        else "Print your list of events for this history, and compute each entry named above from it by hand.",
    )


@check("frequency is events per epoch", needs=[events_above])
def frequency(draw: Draw) -> Judging:
    length = int(draw.rng.integers(5, 9))
    history = _calm(draw, length)
    history[1], history[length - 1] = draw.uniform(100.1, 100.9), draw.uniform(150, 300)
    words = f"{length} epochs with two norms above 100, one of them barely"
    as_array = f"the same norms as a NumPy array: {words}"  # the task allows one; `if not history` does not take it
    answers = yield [Call(words, (history,)), Call(as_array, (np.array(history),))]
    found, of_array = (report(answer).get("frequency") for answer in answers)
    if _same(found, 2 / length) and not _same(of_array, 2 / length):
        return failed(
            did=f"We called detect_explosion with {words}, once as a list and once as a NumPy array.",
            got=f"frequency was {found!r} for the list and {of_array!r} for the array."[:160],
            must=f"Both times it has to be 2 / {length} = {number(2 / length)}: the history may be either.",
            next_step="Look for a step that treats a list and an array differently, such as + or ==.",
            score=0.5,
        )
    if _same(found, 2 / length):
        return passed(f"Two events in {length} epochs gave {number(2 / length)}; the threshold was 100 by default.")
    return failed(
        did=f"We called detect_explosion with {words}, without naming the threshold.",
        got=f"frequency was {found!r}."[:120],
        must=f"It is the number of events divided by the number of epochs: 2 / {length} = {number(2 / length)}.",
        why="That is the number of events; it still has to be divided by the number of epochs."
        if _same(found, 2)
        else "That is a percentage; the task asks for the fraction itself."
        if _same(found, 200 / length)
        else "",
        next_step="Leave out the factor 100."
        if _same(found, 200 / length)
        else "Print both numbers beside each other before you divide.",
    )


@check("unstable compares standard deviation and mean", needs=[returns_report])
def instability(draw: Draw) -> Judging:
    calm = [draw.uniform(0.5, 1.5) for _ in range(8)]
    # Two peaks among eight norms give a quotient near 1.75, and all of them are small: neither 2 nor the size decides.
    wild = [*[draw.uniform(0.01, 0.02) for _ in range(6)], draw.uniform(0.6, 0.9), draw.uniform(0.6, 0.9)]
    with_inf = [*calm[:6], INF, NAN]
    large_but_steady = [draw.uniform(60, 90) for _ in range(8)]
    two = [0.0, float(draw.rng.choice([2.0, 4.0, 8.0, 16.0]))]  # the quotient is exactly 1, in binary too
    words = (
        "five histories: calm near 1, two peaks of 0.6 to 0.9 among norms of 0.02 or less, calm with Inf and NaN, steady"
        f" between 60 and 90, and the two norms {listed(two)}"
    )
    answers = yield [Call(words, (history, 100.0)) for history in (calm, wild, with_inf, large_but_steady, two)]
    found = [report(answer).get("unstable") for answer in answers]
    wanted = [False, True, False, False, False]
    right = [value in ((True, 1) if want else (False, 0)) for value, want in zip(found, wanted, strict=True)]
    if all(right):
        return passed("Only the history with the peak was called unstable.")
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"unstable was {', '.join(repr(value) for value in found)}."[:200],
        must="Unstable means: the standard deviation of the finite norms is larger than their mean. That holds for the second"
        " history alone.",
        why="For the last history the quotient is exactly 1, which is not greater than 1: is that what you compare (with >), and"
        " does your standard deviation divide by n, as np.std does?"
        if right == [True, True, True, True, False]
        else "The spread was compared without the mean, so large but steady norms look unstable."
        if right[:4] == [True, True, True, False]
        else "",
        next_step="Print std / mean of the finite norms for each history and compare it with 1.",
        score=0.5 if right[0] and right[1] else 0.0,
    )
