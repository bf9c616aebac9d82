"""A check: what it asks, how it judges what came back, and the words it finds for the student.

A check is a generator function with exactly one ``yield``. Before it, the check draws its inputs and hands out the
calls; after it, it holds the answers and returns an `Outcome`. The inputs are local variables on both sides, so what
was asked and what must hold stand together, while the two halves can run in different processes: the same `Draw` makes
the same inputs again.

    @check("A short gradient is left alone")
    def short_untouched(draw):
        gradients = draw.gradients(norms=[0.5])
        (answer,) = yield [Call("one gradient of norm 0.5, limit 2", (gradients, 2.0))]
        ...
        return passed("...")
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gradlab.checking.calls import Answer, Ask, Call
from gradlab.checking.draw import Draw
from gradlab.checking.graph import GraphError
from gradlab.checking.values import ValueFormatError

Judging = Generator[Sequence[Ask], Sequence[Answer], "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """What a check found: a fraction of its points in [0, 1] and the words for the student."""

    score: float
    message: str
    measured: dict[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return self.score >= 1.0


def passed(message: str, measured: dict[str, Any] | None = None) -> Outcome:
    """Full points; `message` says what was confirmed."""
    return Outcome(1.0, message, measured or {})


def failed(
    *,
    did: str,
    got: str,
    must: str,
    why: str = "",
    next_step: str,
    right: str = "",
    score: float = 0.0,
    measured: dict[str, Any] | None = None,
) -> Outcome:
    """Less than full points, told in the order a student can use.

    Args:
        did: what was tried, with the input in words.
        got: what came back or was measured.
        must: the property that must hold.
        why: the misconception, only when its behaviour was recognised.
        next_step: one thing to try or print.
        right: what already holds.
        score: the fraction earned all the same, below 1.
        measured: plain data for plots and statistics.
    """
    parts = [did, got, must, why, next_step, right]
    return Outcome(min(score, 0.99), "\n\n".join(part for part in parts if part), measured or {})


@dataclass(frozen=True, eq=False)
class Check:
    """A check of one question.

    Attributes:
        name: the function's name, unique within the question.
        title: the property in a few words, as the student sees it.
        needs: checks that must have passed before this one is judged; otherwise it is not reached.
        judging: the generator function.
    """

    name: str
    title: str
    needs: tuple[Check, ...]
    judging: Callable[[Draw], Judging]

    def asks(self, draw: Draw) -> Sequence[Ask]:
        """The calls of this check."""
        return next(self.judging(draw))

    def judge(self, draw: Draw, answers: Sequence[Answer]) -> Outcome:
        """Judge the answers to `asks(draw)`; `draw` must be in the same state as it was then."""
        judging = self.judging(draw)
        asked = next(judging)
        for ask, answer in zip(asked, answers, strict=True):
            excused = ask.excused if isinstance(ask, Call) else ""
            if answer.error is not None and not (excused and excused in answer.error.text):
                return failed(
                    did=f"We {'called your function with' if isinstance(ask, Call) else 'asked for'} {ask.words}.",
                    got=answer.error.words,
                    must="It has to return a result for this input.",
                    next_step="Run the same call in a new cell of your notebook and look at the first line that fails.",
                )
        try:
            judging.send(answers)
        except (GraphError, ValueFormatError) as error:
            return failed(
                did=f"We looked at what came back from {asked[0].words}.",
                got=str(error),
                must="It has to be a network that can be measured.",
                next_step="Build it from Keras layers and plain tensor operations, and run the check again.",
            )
        except StopIteration as end:
            outcome = end.value
            if isinstance(outcome, Outcome):
                return outcome
        raise TypeError(f"check {self.name} has to yield once and then return an Outcome")


def check(title: str, needs: Sequence[Check] = ()) -> Callable[[Callable[[Draw], Judging]], Check]:
    """Make a `Check` of a generator function."""

    def decorate(judging: Callable[[Draw], Judging]) -> Check:
        return Check(judging.__name__, title, tuple(needs), judging)

    return decorate


def checks_in(namespace: dict[str, Any]) -> list[Check]:
    """The checks of a module, in the order in which they are written down."""
    found = [value for value in namespace.values() if isinstance(value, Check)]
    return [one for one in found if one.judging.__module__ == namespace["__name__"]]
