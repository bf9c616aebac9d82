"""The trusted steps of grading, each in a forked process of its own: plan, judge.

They run our code only, on bytes that a student controls: a notebook, recorded answers. A process of their own means that
no process which later runs student code has ever held a hidden check or an expected value, and that a notebook which
crashes a parser takes nothing else along.
"""

from __future__ import annotations

import collections
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import UnreadableSubmission
from autograder.record.evidence import Evidence
from autograder.sandbox.child import Child
from autograder.sandbox.errors import ChildError
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from gradlab.checking.values import decode, encode

PLAN_SECONDS = 120.0
JUDGE_SECONDS = 120.0
"""For one question; a network of the lab's size takes two."""

TOO_MUCH = "Your answer could not be judged: measuring it took too long or needed too much memory."
LIMITS = Limits(cpu_seconds=300, memory_mb=6144, total_mb=512, frame_mb=256)


class TrustedStepFailed(RuntimeError):
    """A step of ours ended without a result: our error, not the student's."""


@dataclass(frozen=True)
class Case:
    """Everything that plan and judge need to know about one submission."""

    submission: Submission
    assignment: Assignment
    secret: bytes

    def as_bytes(self, evidence: bytes = b"", to_judge: Sequence[str] = ()) -> bytes:
        """The request to a trusted process."""
        import dataclasses

        return encode(
            {
                "name": self.submission.name,
                "data": self.submission.data,
                "assignment": dataclasses.asdict(self.assignment),
                "secret": self.secret,
                "evidence": evidence,
                "to_judge": list(to_judge),
            }
        )


def plan_questions(case: Case, warm: WarmProcess) -> list[dict[str, Any]]:
    """The questions as the recording process gets them.

    Raises:
        UnreadableSubmission: no notebook in it.
        TrustedStepFailed: our error.
    """
    reply = _ask(warm, "autograder.trusted_children:plan_main", case.as_bytes(), PLAN_SECONDS)
    if "unreadable" in reply:
        raise UnreadableSubmission(reply["unreadable"])
    return list(reply["questions"])


def judge_evidence(case: Case, evidence: Evidence, warm: WarmProcess) -> dict[str, Any]:
    """The judge's part of a verdict: ``questions`` and ``observations``.

    A network may take hours or gigabytes to measure, or crash TensorFlow. A question at which the judge ends is tried once
    more; at which it ends again, it is judged as one without an answer. The others do not suffer.

    Raises:
        TrustedStepFailed: our error.
    """
    verdicts: dict[str, Any] = {}
    observations = list(evidence.observations)
    waiting = [question.name for question in case.assignment.questions]
    ends = collections.Counter[str]()
    while waiting:
        with warm.start("autograder.trusted_children:judge_main", confine=None, limits=LIMITS) as child:
            child.send(case.as_bytes(evidence.as_bytes(), waiting))
            try:
                while waiting:
                    reply = _reply(child, JUDGE_SECONDS)
                    verdicts[waiting.pop(0)] = json.loads(reply["verdict"])
                    observations += reply["observations"]
            except ChildError as error:
                name = waiting[0]
                ends[name] += 1
                observations.append(f"The judge ended while it judged {name}: {error}.")
                if ends[name] > 2:
                    raise TrustedStepFailed(f"the judge ended at {name}, even without an answer: {error}") from error
                if ends[name] == 2:
                    evidence = evidence.without_answers(name, TOO_MUCH)
    return {"questions": verdicts, "observations": observations}


def _ask(warm: WarmProcess, entry: str, request: bytes, seconds: float) -> dict[str, Any]:
    try:
        with warm.start(entry, confine=None, limits=LIMITS) as child:
            child.send(request)
            return _reply(child, seconds)
    except ChildError as error:
        raise TrustedStepFailed(f"{entry} gave no result: {error}") from error


def _reply(child: Child, seconds: float) -> dict[str, Any]:
    reply: dict[str, Any] = decode(child.receive(timeout=seconds))
    if "failed" in reply:
        raise TrustedStepFailed(f"a step of ours failed: {reply['failed']}")
    return reply
