"""Grade answers of ours in this process: the checks, the recorder and the judge of the grader, without its sandbox.

Only code that stands in this repository comes here (reference answers, golden submissions, mutants), so nobody has to be
shut in, and hundreds of answers are graded in the time in which the sandbox grades a few dozen.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.assignment import Question
from autograder.judge.judging import judge_question
from autograder.plan import plan_question
from autograder.record.evidence import Recorded, mark_of
from autograder.verdict import CheckVerdict, QuestionVerdict
from gradlab.checking.calls import Answer, StudentError
from gradlab.checking.draw import Source
from gradlab.checking.own_work import own_work
from gradlab.checking.recorder import answer
from gradlab.reading.answer_code import find_answer
from gradlab.reading.cells import parse_cells
from gradlab.reading.loading import load


@dataclass(frozen=True)
class Graded:
    """The verdict on one answer to one question.

    Attributes:
        verdict: as the judge gave it.
        observations: errors of ours, in words; empty when all went well.
    """

    verdict: QuestionVerdict
    observations: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return self.verdict.score

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the checks that failed (those not reached are not among them), in order."""
        return tuple(name_of(check) for check in self.verdict.checks if check.state == "failed")

    @property
    def full_marks(self) -> bool:
        return self.score == self.verdict.max_score


def name_of(check: CheckVerdict) -> str:
    """A check's name without its question."""
    return check.id.rsplit(".", 1)[-1]


def source_of(label: str) -> Source:
    """Where inputs are drawn from: the same for the same label."""
    return Source.of(b"gradlab verify", hashlib.sha256(label.encode()).hexdigest())


def grade_as(label: str, cells: Sequence[str], question: Question, mark: str) -> Graded:
    """Grade one question of a notebook, with the inputs that belong to a label.

    Args:
        label: names the answer; the same one draws the same inputs.
        cells, question: see `grade`.
        mark: of everything behind the question's checks; a kept result is good for the same mark only.
    """
    return grade(cells, question, source_of(label))


def grade(cells: Sequence[str], question: Question, source: Source) -> Graded:
    """Grade one question of a notebook.

    Args:
        cells: the code cells of the notebook.
        question: whose answer is looked for in them, and graded.
        source: from which the checks draw their inputs.
    """
    planned = plan_question(question, find_answer(question.function, parse_cells(cells)), source)
    asks = [ask.as_bytes() for ask in planned.asks]
    recorded = Recorded([None] * len(asks), asks=[mark_of(ask) for ask in asks])
    if planned.code.state == "answered":
        # what an answer prints is no business of the report
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            function, error = load([list(unit) for unit in planned.code.units], question.function)
            recorded.load_error = error
            missing = Answer(error=StudentError("", error or "Your function could not be found."))
            for place, ask in enumerate(asks):
                with own_work(question.name):
                    found = missing if function is None else answer(function, ask)
                recorded.answers[place] = found.as_bytes()
    observations: list[str] = []
    verdict = judge_question(planned, recorded, source, observations)
    return Graded(verdict, tuple(observations))
