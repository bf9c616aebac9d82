"""What becomes of a judge that ends in the middle; the processes are played."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from in_process import LAB

from autograder.record.evidence import Evidence, Recorded
from autograder.sandbox.errors import ChildExited, ChildTimeout
from autograder.sandbox.exit import Exit
from autograder.submission import Submission
from autograder.trusted import TOO_MUCH, Case, TrustedStepFailed, judge_evidence
from gradlab.checking.values import decode, encode

NAMES = [question.name for question in LAB.questions]
CASE = Case(Submission("alice.ipynb", b"{}"), LAB, b"secret")
MEMORY = ChildExited(Exit(cause="memory"))


class PlayedJudges:
    """A warm process that starts one scripted judge after the other: a word is a verdict, an exception the judge's end."""

    def __init__(self, *scripts: Sequence[str | Exception]) -> None:
        self.scripts = [list(script) for script in scripts]
        self.requests: list[dict[str, Any]] = []

    def start(self, *_: Any, **__: Any) -> PlayedJudges:
        self.script = self.scripts.pop(0)
        return self

    def __enter__(self) -> PlayedJudges:
        return self

    def __exit__(self, *_: object) -> None: ...

    def send(self, payload: bytes) -> None:
        self.requests.append(decode(payload))

    def receive(self, timeout: float) -> bytes:
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return encode({"verdict": json.dumps(step).encode(), "observations": [f"saw {step}"]})


def evidence() -> Evidence:
    return Evidence({name: Recorded([b"1", b"2"]) for name in NAMES}, observations=["before"])


def judged(*scripts: Sequence[str | Exception]) -> tuple[dict[str, Any], PlayedJudges]:
    judges = PlayedJudges(*scripts)
    return judge_evidence(CASE, evidence(), judges), judges  # type: ignore[arg-type]


def test_every_question_is_judged_by_one_process() -> None:
    found, judges = judged("abcde")
    assert found == {
        "questions": dict(zip(NAMES, "abcde", strict=True)),
        "observations": ["before", *(f"saw {word}" for word in "abcde")],
    }
    assert [request["to_judge"] for request in judges.requests] == [NAMES]


def test_a_question_at_which_the_judge_ends_is_tried_again_with_those_that_are_left() -> None:
    found, judges = judged(["a", "b", MEMORY], "cde")
    assert found["questions"] == dict(zip(NAMES, "abcde", strict=True))
    assert judges.requests[1]["to_judge"] == NAMES[2:]
    assert f"The judge ended while it judged {NAMES[2]}: the child ended: memory." in found["observations"]


def test_a_question_at_which_it_ends_twice_is_judged_without_an_answer_and_costs_the_others_nothing() -> None:
    late = ChildTimeout("no answer within 120 s")
    found, judges = judged(["a", "b", "c", "d", late], [MEMORY], "e")
    assert found["questions"] == dict(zip(NAMES, "abcde", strict=True))
    kept = Evidence.from_bytes(judges.requests[2]["evidence"]).questions
    assert kept[NAMES[4]].answers == [None, None]
    assert kept[NAMES[4]].stopped == TOO_MUCH
    assert kept[NAMES[3]].answers == [b"1", b"2"]


def test_a_judge_that_ends_without_an_answer_to_judge_is_an_error_of_ours() -> None:
    with pytest.raises(TrustedStepFailed, match=f"ended at {NAMES[0]}, even without an answer"):
        judged([MEMORY], [MEMORY], [MEMORY])


def test_an_error_in_the_judge_is_not_tried_again() -> None:
    class Failed(PlayedJudges):
        def receive(self, timeout: float) -> bytes:
            return encode({"failed": "Traceback: ..."})

    with pytest.raises(TrustedStepFailed, match="Traceback"):
        judge_evidence(CASE, evidence(), Failed([]))  # type: ignore[arg-type]
