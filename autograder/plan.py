"""Plan a submission: which code is run, and what it is asked. Runs in a trusted process that never runs the code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.assignment import Assignment, Question
from autograder.registry import GradedCheck, graded_checks
from autograder.submission import Submission, code_cells
from gradlab.checking.calls import Ask, Build
from gradlab.checking.draw import Source
from gradlab.reading.answer_code import AnswerCode, find_answer
from gradlab.reading.cells import parse_cells


@dataclass(frozen=True)
class PlannedQuestion:
    """One question of one submission.

    Attributes:
        question: the question.
        code: the student's code for it.
        checks: its checks, each after those it needs.
        asks: what is asked, without repetition.
        places: for each check, the indices of its asks.
    """

    question: Question
    code: AnswerCode
    checks: tuple[GradedCheck, ...]
    asks: tuple[Ask, ...]
    places: tuple[tuple[int, ...], ...]

    def as_data(self) -> dict[str, Any]:
        """What the recording process gets: code and inputs, and not a word about what is expected.

        Sources go as bytes, because the records cut texts at a few thousand characters and code has to arrive whole.
        """
        return {
            "name": self.question.name,
            "function": self.question.function,
            "units": [(name, source.encode("utf-8", "surrogatepass")) for name, source in self.code.units],
            "asks": [ask.as_bytes() for ask in self.asks],
            "state": self.code.state,
            "note": self.code.note,
        }


def plan(submission: Submission, assignment: Assignment, source: Source) -> list[PlannedQuestion]:
    """Plan every question.

    Raises:
        UnreadableSubmission: there is no notebook in it.
    """
    cells = parse_cells(code_cells(submission))
    return [plan_question(question, find_answer(question.function, cells), source) for question in assignment.questions]


def plan_question(question: Question, code: AnswerCode, source: Source) -> PlannedQuestion:
    """Draw the inputs of a question's checks."""
    checks = graded_checks(question)
    asks: list[Ask] = []
    places: list[tuple[int, ...]] = []
    for graded in checks:
        own = graded.check.asks(source.draw(question.name, graded.check.name))
        places.append(tuple(_place(ask, asks) for ask in own))
    return PlannedQuestion(question, code, tuple(checks), tuple(asks), tuple(places))


def _place(ask: Ask, asks: list[Ask]) -> int:
    """Index of `ask`, added to `asks` unless an equal one is there: all checks of a network share its builds."""
    if isinstance(ask, Build):
        for index, other in enumerate(asks):
            if other == ask:
                return index
    asks.append(ask)
    return len(asks) - 1


def places_of(planned: Sequence[PlannedQuestion]) -> dict[str, PlannedQuestion]:
    """The planned questions by name."""
    return {one.question.name: one for one in planned}
