"""What becomes of a judge that ends in the middle; the processes are played."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from in_process import LAB

from autograder.errors import UnreadableSubmission
from autograder.record.evidence import Recorded
from autograder.sandbox.errors import ChildExited, ChildTimeout
from autograder.sandbox.exit import Exit
from autograder.submission import Submission
from autograder.trusted import MOST_MB, MOST_SECONDS, TOO_MUCH, Case, Judge, TrustedStepFailed
from gradlab.checking.values import decode, encode

NAMES = [question.name for question in LAB.questions]
CASE = Case(Submission("alice.ipynb", b"{}"), LAB, b"secret")
MEMORY = ChildExited(Exit(cause="memory"))
ENDED = "The judge ended while it judged {}: the child ended: memory."
RECORDED = Recorded([b"1", b"2"], "", "", ["x", "y"])

Script = Sequence[str | Exception]


class PlayedJudges:
    """A warm process that starts one scripted judge after the other: a word is a reply, an exception the judge's end."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = [list(script) for script in scripts]
        self.requests: list[list[dict[str, Any]]] = []
        self.running = 0
        self.used = (1.0, 300.0)  # CPU seconds and MB, as each says with its reply

    def start(self, *_: Any, **__: Any) -> PlayedJudges:
        self.script = self.scripts.pop(0)
        self.requests.append([])
        self.running += 1
        return self

    def close(self) -> None:
        self.running -= 1

    def send(self, payload: bytes) -> None:
        self.requests[-1].append(decode(payload))

    def receive(self, timeout: float) -> bytes:
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        if step == "no reply":
            return b"PK and no more"
        return encode({**self.reply(step), "used": self.used})

    def reply(self, step: str) -> dict[str, Any]:
        if step in ("failed", "unreadable"):
            return {step: "Traceback: ..."}
        if step == "plan":
            return {"questions": [{"name": name} for name in NAMES]}
        return {"verdict": json.dumps({"word": step}).encode(), "observations": [f"saw {step}"]}


def judged(*scripts: Script) -> tuple[list[dict[str, Any]], PlayedJudges]:
    judges = PlayedJudges(*scripts)
    with Judge(judges) as judge:
        assert judge.plan(CASE) == [{"name": name} for name in NAMES]
        found = [judge.judge(name, RECORDED) for name in NAMES]
    assert judges.running == 0
    assert judges.scripts == []
    return found, judges


def words(found: Sequence[dict[str, Any]]) -> str:
    return "".join(one["word"] for one in found)


def test_a_submission_is_planned_and_judged_by_one_process() -> None:
    found, judges = judged(["plan", *"abcde"])
    assert found == [{"word": word, "observations": [f"saw {word}"]} for word in "abcde"]
    (requests,) = judges.requests
    assert [request.get("judge", "case") for request in requests] == ["case", *NAMES]


def test_a_question_at_which_the_judge_ends_is_tried_again_in_a_fresh_process() -> None:
    found, judges = judged(["plan", "a", "b", MEMORY], ["plan", *"cde"])
    assert words(found) == "abcde"
    assert [request.get("judge", "case") for request in judges.requests[1]] == ["case", *NAMES[2:]]
    assert [one["observations"] for one in found] == [
        ["saw a"],
        ["saw b"],
        [ENDED.format(NAMES[2]), "saw c"],
        ["saw d"],
        ["saw e"],
    ]


def test_a_question_at_which_it_ends_twice_is_judged_without_an_answer_and_costs_the_others_nothing() -> None:
    late = ChildTimeout("no answer within 120 s")
    found, judges = judged(["plan", "a", "b", "c", late], ["plan", MEMORY], ["plan", "d", "e"])
    assert words(found) == "abcde"
    last = [Recorded.from_data(request["recorded"]) for request in judges.requests[2][1:]]
    assert last == [Recorded([None, None], TOO_MUCH, "", ["x", "y"]), RECORDED]


def test_a_judge_that_ends_without_an_answer_to_judge_is_an_error_of_ours() -> None:
    with pytest.raises(TrustedStepFailed, match=f"ended at {NAMES[0]}, even without an answer"):
        judged(["plan", MEMORY], ["plan", MEMORY], ["plan", MEMORY])


@pytest.mark.parametrize(("step", "words"), [("failed", "Traceback"), ("no reply", "a reply that cannot be read")])
def test_an_error_in_the_judge_is_not_tried_again_and_the_next_question_gets_a_fresh_process(
    step: str, words: str
) -> None:
    judges = PlayedJudges(["plan", step], ["plan", "b"])
    with Judge(judges) as judge:
        judge.plan(CASE)
        with pytest.raises(TrustedStepFailed, match=words):
            judge.judge(NAMES[0], RECORDED)
        assert judge.judge(NAMES[1], RECORDED)["word"] == "b"
    assert judges.running == 0


def test_a_notebook_at_which_a_fresh_process_ends_is_an_error_of_ours() -> None:
    with pytest.raises(TrustedStepFailed, match=r"planning the submission gave no result: the child ended: memory"):
        judged([MEMORY])


def test_a_notebook_at_which_a_used_process_ends_is_planned_in_a_fresh_one() -> None:
    judges = PlayedJudges(["plan", "a", MEMORY], ["plan", "b"])
    with Judge(judges) as judge:
        judge.plan(CASE)
        judge.judge(NAMES[0], RECORDED)
        judge.plan(CASE)
        assert judge.judge(NAMES[0], RECORDED) == {"word": "b", "observations": ["saw b"]}
    assert judges.scripts == []


def test_an_unreadable_notebook_is_said_and_the_process_goes_on() -> None:
    judges = PlayedJudges(["unreadable", "plan"])
    with Judge(judges) as judge:
        with pytest.raises(UnreadableSubmission, match="Traceback"):
            judge.plan(CASE)
        assert judge.plan(CASE)


def test_a_judge_that_has_grown_is_followed_by_another_at_the_next_submission() -> None:
    judges = PlayedJudges(["plan", "plan", "a"], ["plan", "b"])
    with Judge(judges) as judge:
        judge.plan(CASE)
        judges.used = (1.0, MOST_MB + 1.0)
        judge.plan(CASE)
        assert judge.judge(NAMES[0], RECORDED)["word"] == "a"
        judge.plan(CASE)
        assert judge.judge(NAMES[1], RECORDED)["word"] == "b"
        assert judges.running == 1


def test_a_judge_that_has_worked_for_long_is_followed_by_another() -> None:
    judges = PlayedJudges(["plan"], ["plan"])
    judges.used = (MOST_SECONDS + 1.0, 300.0)
    with Judge(judges) as judge:
        judge.plan(CASE)
        judge.plan(CASE)
    assert judges.scripts == []
