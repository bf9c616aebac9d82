"""The trusted steps of grading, each in a forked process of its own: plan, judge.

They run our code only, on bytes that a student controls: a notebook, recorded answers. A process of their own means that
no process which later runs student code has ever held a hidden check or an expected value, and that a notebook which
crashes a parser takes nothing else along.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import UnreadableSubmission
from autograder.record.evidence import Evidence
from autograder.sandbox.errors import ChildError
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from gradlab.checking.values import decode, encode

PLAN_SECONDS, JUDGE_SECONDS = 60.0, 240.0
LIMITS = Limits(cpu_seconds=300, memory_mb=6144, total_mb=512, frame_mb=256)


class TrustedStepFailed(RuntimeError):
    """A step of ours ended without a result: our error, not the student's."""


@dataclass(frozen=True)
class Case:
    """Everything that plan and judge need to know about one submission."""

    submission: Submission
    assignment: Assignment
    secret: bytes

    def as_bytes(self, evidence: bytes = b"") -> bytes:
        """The request to a trusted process."""
        import dataclasses

        return encode(
            {
                "name": self.submission.name,
                "data": self.submission.data,
                "assignment": dataclasses.asdict(self.assignment),
                "secret": self.secret,
                "evidence": evidence,
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

    Raises:
        TrustedStepFailed: our error.
    """
    reply = _ask(warm, "autograder.trusted_children:judge_main", case.as_bytes(evidence.as_bytes()), JUDGE_SECONDS)
    result: dict[str, Any] = json.loads(reply["verdict"])
    return result


def _ask(warm: WarmProcess, entry: str, request: bytes, seconds: float) -> dict[str, Any]:
    try:
        with warm.start(entry, confine=None, limits=LIMITS) as child:
            child.send(request)
            reply: dict[str, Any] = decode(child.receive(timeout=seconds))
    except ChildError as error:
        raise TrustedStepFailed(f"{entry} gave no result: {error}") from error
    if "failed" in reply:
        raise TrustedStepFailed(f"{entry} failed: {reply['failed']}")
    return reply
