"""What runs inside the trusted processes of `autograder.trusted`. Here, and only here, hidden checks are imported."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from autograder.assignment import Assignment, CheckEntry, Question, TimeLimits
from autograder.errors import UnreadableSubmission
from autograder.judge.judging import judge_question
from autograder.judge.noticed import noticed
from autograder.plan import PlannedQuestion, plan
from autograder.record.evidence import Evidence
from autograder.record.worker import Channel
from autograder.submission import Submission
from gradlab.checking.draw import Source
from gradlab.checking.values import decode, encode


def plan_main(channel: Channel) -> None:
    """Read a case, answer with the questions for the recording process."""
    _reply(channel, _plan_reply)


def judge_main(channel: Channel) -> None:
    """Read a case with its evidence, answer with the verdict on each question that is to be judged, one by one."""
    _reply(channel, _judge_replies)


def _reply(channel: Channel, step: Callable[[dict[str, Any]], Iterator[dict[str, Any]]]) -> None:
    request = decode(channel.receive())
    try:
        for reply in step(request):
            channel.send(encode(reply))
    except Exception:  # an error of ours has to reach the staff with its traceback, not vanish with this process
        channel.send(encode({"failed": traceback.format_exc(limit=-4)[-3000:]}))


def _plan_reply(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    try:
        planned, _ = _plan(request)
    except UnreadableSubmission as error:
        yield {"unreadable": str(error)[:3000]}
    else:
        yield {"questions": [one.as_data() for one in planned]}


def _judge_replies(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    planned, source = _plan(request)
    by_name = {one.question.name: one for one in planned}
    evidence = Evidence.from_bytes(request["evidence"])
    for name in request["to_judge"]:
        observations: list[str] = []
        verdict = judge_question(by_name[name], evidence.questions[name], source, observations)
        observations += noticed(name, evidence.questions[name])
        yield {"verdict": json.dumps(verdict.as_data()).encode(), "observations": observations}


def _plan(request: dict[str, Any]) -> tuple[list[PlannedQuestion], Source]:
    submission = Submission(request["name"], request["data"])
    source = Source.of(request["secret"], submission.sha256)
    return plan(submission, _assignment(request["assignment"]), source), source


def _assignment(data: dict[str, Any]) -> Assignment:
    questions = tuple(
        Question(one["name"], one["title"], one["function"], tuple(CheckEntry(**entry) for entry in one["checks"]))
        for one in data["questions"]
    )
    limits = TimeLimits(**data["limits"])
    return Assignment(data["name"], data["title"], data["notebook"], questions, limits)
