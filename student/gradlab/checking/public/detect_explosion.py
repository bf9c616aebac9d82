"""Public checks of `detect_explosion`: the report on an ordinary history of gradient norms."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.checking.calls import Answer, Call
from gradlab.checking.check import Judging, check, failed, passed
from gradlab.checking.draw import Draw
from gradlab.checking.gradients_in_words import describe, listed
from gradlab.checking.values import plain

KEYS = ("events", "first_event", "max_norm", "frequency", "failed", "unstable")


def report(answer: Answer) -> dict[str, Any]:
    """The returned dict with arrays as lists; empty when something else came back."""
    value = plain(answer.value)
    if not isinstance(value, dict):
        return {}
    return {key: one.tolist() if isinstance(one, np.ndarray) else one for key, one in value.items()}


def events(answer: Answer) -> list[int] | None:
    """The reported events as ints, or None when they are not a sequence of whole numbers."""
    found = report(answer).get("events")
    if not isinstance(found, (list, tuple)):
        return None
    if not all(isinstance(one, (int, float)) and float(one).is_integer() for one in found):
        return None
    return [int(one) for one in found]


def epochs(numbers: list[int] | None) -> str:
    """A list of epochs in words."""
    if numbers is None:
        return "something that is not a list of whole numbers"
    if not numbers:
        return "no epoch at all"
    if len(numbers) == 1:
        return f"the epoch {numbers[0]}"
    if len(numbers) > 12:
        return f"the epochs {', '.join(map(str, numbers[:12]))}, ..."
    return f"the epochs {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


@check("Returns a dict with the six entries")
def returns_report(draw: Draw) -> Judging:
    history = [draw.uniform(1, 5), draw.uniform(150, 300), draw.uniform(1, 5), draw.uniform(1, 5)]
    words = f"the gradient norms {listed(history)} and the threshold 100"
    (answer,) = yield [Call(words, (history, 100.0))]
    found = report(answer)
    missing = [key for key in KEYS if key not in found]
    if not missing:
        return passed("The report has all six entries.")
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"The dict that came back lacks {', '.join(missing)}." if found else describe(answer.value, answer.kind),
        must=f"The result has to be a dict with the entries {', '.join(KEYS)}.",
        next_step="Compare the keys of your dict with the table above the cell, letter by letter.",
        score=0.0 if not found else (len(KEYS) - len(missing)) / len(KEYS) * 0.5,
    )


@check("Epochs above the threshold are events", needs=[returns_report])
def events_above(draw: Draw) -> Judging:
    threshold = draw.uniform(20, 80)
    history = [draw.uniform(1, 15) for _ in range(6)]
    first, second = sorted(int(n) for n in draw.rng.choice(6, size=2, replace=False))
    # One of the two lies under 100, so that a function which ignores its threshold always fails here, not by luck.
    history[first], history[second] = draw.uniform(85, 98), draw.uniform(110, 500)
    words = f"the gradient norms {listed(history)} and the threshold {threshold}"
    (answer,) = yield [Call(words, (history, threshold))]
    found, expected = events(answer), [first, second]
    first_event = report(answer).get("first_event")
    if found == expected and first_event == first:
        return passed("Both epochs above the threshold were reported, and the first of them named.")
    ignores = found == [i for i, norm in enumerate(history) if norm > 100.0]
    from_one = found == [first + 1, second + 1]
    why = ""
    if from_one:
        why = "Your epochs are one too high: they are counted from 0, like the index of a list."
    elif ignores and found != expected:
        why = "These are the epochs above 100: your function does not use its argument `threshold`."
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"It reported {epochs(found)}, and first_event = {first_event!r}.",
        must=f"Events are {epochs(expected)}, counted from 0, so first_event has to be {first}.",
        why=why,
        next_step="Loop over the history with enumerate and print each epoch with its norm and your decision.",
        right="The events are right; only first_event is not." if found == expected else "",
        score=0.5 if found == expected else 0.0,
    )


@check("A healthy history raises no alarm", needs=[returns_report])
def healthy(draw: Draw) -> Judging:
    history = [draw.uniform(0.8, 1.4) for _ in range(8)]
    words = f"eight gradient norms between 0.8 and 1.4 ({listed(history[:3])}, ...) and the threshold 100"
    (answer,) = yield [Call(words, (history, 100.0))]
    found = report(answer)
    wrong = [
        f"{key} = {found[key]!r}"
        for key, right in (
            ("events", events(answer) == []),
            ("first_event", found["first_event"] is None),
            ("frequency", found["frequency"] == 0),
            ("failed", found["failed"] in (False, 0)),
            ("unstable", found["unstable"] in (False, 0)),
        )
        if not right
    ]
    largest = found["max_norm"]
    if not (isinstance(largest, (int, float)) and abs(largest - max(history)) <= 1e-6):
        wrong.append(f"max_norm = {largest!r}")
    if not wrong:
        return passed("A calm history gave no event, no failure and no instability.")
    return failed(
        did=f"We called detect_explosion with {words}.",
        got=f"Your report says {', '.join(wrong)}."[:300],
        must=f"Nothing explodes here: no events, first_event None, frequency 0.0, failed False, unstable False (the standard"
        f" deviation is far below the mean) and max_norm {max(history)}.",
        next_step="Call your function with a list of equal numbers, such as [1.0, 1.0, 1.0], and read the report.",
        score=max(0.0, 1 - len(wrong) / 3),
    )
