"""Ask a function all checks of a question and judge it, in this process: plan, record and judge without the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.assignment import Question, load
from autograder.judge.judging import judge_question
from autograder.plan import PlannedQuestion, plan_question
from autograder.record.evidence import Recorded, mark_of
from autograder.verdict import CheckVerdict, QuestionVerdict
from gradlab.checking.draw import Source
from gradlab.checking.own_work import own_work
from gradlab.checking.recorder import answer
from gradlab.reading.answer_code import AnswerCode

LAB = load(Path(__file__).parents[2] / "assignments" / "lab" / "assignment.toml")


def lab_question(name: str) -> Question:
    return next(one for one in LAB.questions if one.name == name)


@lru_cache(maxsize=128)
def planned(name: str, secret: bytes = b"secret") -> tuple[PlannedQuestion, Source]:
    source = Source.of(secret, "0" * 64)
    return plan_question(lab_question(name), AnswerCode("answered"), source), source


def recorded(name: str, function: Callable[..., Any], secret: bytes = b"secret") -> Recorded:
    """What the recording process would send."""
    asks = [ask.as_bytes() for ask in planned(name, secret)[0].asks]
    with own_work(name):
        return Recorded([answer(function, ask).as_bytes() for ask in asks], asks=[mark_of(ask) for ask in asks])


def verdict(name: str, record: Recorded, secret: bytes = b"secret") -> QuestionVerdict:
    """Judge a record; an internal error of a check is an error here."""
    question, source = planned(name, secret)
    observations: list[str] = []
    found = judge_question(question, record, source, observations)
    assert observations == []
    return found


def judged(name: str, function: Callable[..., Any], secret: bytes = b"secret") -> dict[str, CheckVerdict]:
    """The verdict on each check of a question, by the check's name."""
    found = verdict(name, recorded(name, function, secret), secret)
    return {one.id.split(".")[1]: one for one in found.checks}
