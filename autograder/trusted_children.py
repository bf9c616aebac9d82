"""What runs inside the process of `autograder.trusted.Judge`. Here, and only here, hidden checks are imported."""

from __future__ import annotations

import json
import os
import traceback
from typing import Any

from autograder.assignment import Assignment, CheckEntry, Question, TimeLimits
from autograder.errors import UnreadableSubmission
from autograder.judge.judging import judge_question
from autograder.judge.noticed import noticed
from autograder.plan import PlannedQuestion, plan
from autograder.record.evidence import Recorded
from autograder.record.worker import Channel
from autograder.sandbox.limits import MIB
from autograder.sandbox.processes import read_process
from autograder.submission import Submission
from gradlab.checking.draw import Source
from gradlab.checking.values import decode, encode


def main(channel: Channel) -> None:
    """Answer each request until the grader hangs up."""
    desk = _Desk()
    while True:
        try:
            request = decode(channel.receive())
        except EOFError:
            return
        try:
            reply = desk.plan(request["case"]) if "case" in request else desk.judge(request)
        except Exception:  # an error of ours has to reach the staff with its traceback, not vanish with this process
            reply = {"failed": traceback.format_exc(limit=-4)[-3000:]}
        channel.send(encode({**reply, "used": _used()}))


class _Desk:
    """The submission that is being judged."""

    def __init__(self) -> None:
        self._planned: dict[str, PlannedQuestion] = {}
        self._source = Source(b"")

    def plan(self, case: dict[str, Any]) -> dict[str, Any]:
        submission = Submission(case["name"], case["data"])
        self._source = Source.of(case["secret"], submission.sha256)
        try:
            planned = plan(submission, _assignment(case["assignment"]), self._source)
        except UnreadableSubmission as error:
            return {"unreadable": str(error)[:3000]}
        self._planned = {one.question.name: one for one in planned}
        return {"questions": [one.as_data() for one in planned]}

    def judge(self, request: dict[str, Any]) -> dict[str, Any]:
        name, recorded = request["judge"], Recorded.from_data(request["recorded"])
        observations: list[str] = []
        verdict = judge_question(self._planned[name], recorded, self._source, observations)
        observations += noticed(name, recorded)
        # As JSON, because the records cut texts at a few thousand characters.
        return {"verdict": json.dumps(verdict.as_data()).encode(), "observations": observations}


def _used() -> tuple[float, float]:
    """CPU seconds of this process, and MB in RAM, shared pages included."""
    process = read_process(os.getpid())
    return (process.cpu_seconds, process.resident / MIB) if process else (0.0, 0.0)


def _assignment(data: dict[str, Any]) -> Assignment:
    questions = tuple(
        Question(one["name"], one["title"], one["function"], tuple(CheckEntry(**entry) for entry in one["checks"]))
        for one in data["questions"]
    )
    limits = TimeLimits(**data["limits"])
    return Assignment(data["name"], data["title"], data["notebook"], questions, limits)
