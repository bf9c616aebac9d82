"""The trusted half of grading, in a forked process of its own: plan a submission, judge what was recorded of it.

It runs our code only, on bytes that a student controls: a notebook, recorded answers. A process of its own means that no
process which later runs student code has ever held a hidden check or an expected value, and that a notebook which crashes a
parser takes nothing else along.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import UnreadableSubmission
from autograder.record.evidence import Recorded
from autograder.sandbox.errors import ChildError
from autograder.sandbox.limits import Limits
from autograder.sandbox.starts_trusted import StartsTrusted, TrustedProcess
from autograder.submission import Submission
from gradlab.checking.values import ValueFormatError, decode, encode

PLAN_SECONDS = 120.0
JUDGE_SECONDS = 120.0
"""For one question; a network of the lab's size takes two."""

MOST_MB = 700
"""In RAM, pages shared with the warm process (300 MB) included: a judge that holds more judges no further submission. TensorFlow
keeps some of every network with a graph of its own: after 35 of the sample class it is 600."""

MOST_SECONDS = 100.0
"""Of CPU in one process, so that the limit on its CPU time meets nobody but the submission that takes it."""

TOO_MUCH = "Your answer could not be judged: measuring it took too long or needed too much memory."
ENTRY = "autograder.trusted_children:main"
LIMITS = Limits(cpu_seconds=300, memory_mb=6144, total_mb=512, frame_mb=256)


class TrustedStepFailed(RuntimeError):
    """A step of ours ended without a result: our error, not the student's."""


@dataclass(frozen=True)
class Case:
    """Everything that the trusted process needs to know about one submission; only the assignment's questions are judged."""

    submission: Submission
    assignment: Assignment
    secret: bytes

    def as_data(self) -> dict[str, Any]:
        """Plain data for `encode`."""
        return {
            "name": self.submission.name,
            "data": self.submission.data,
            "assignment": dataclasses.asdict(self.assignment),
            "secret": self.secret,
        }


class Judge:
    """Plans a submission, then judges its questions; one submission after the other. Leave the context to end its process.

    An answer may take hours or gigabytes to measure, or crash TensorFlow. A question at which the process ends is tried once
    more in a fresh one; at which it ends again, it is judged as one without an answer. The others do not suffer.
    """

    def __init__(self, warm: StartsTrusted) -> None:
        self._warm = warm
        self._child: TrustedProcess | None = None
        self._case: Case | None = None
        self._seconds = 0.0  # of CPU that the present process had used at its last reply
        self._resident = 0.0  # MB that it held then

    def plan(self, case: Case) -> list[dict[str, Any]]:
        """The questions as the recording process gets them; those of `case` are the ones to be judged from now on.

        Raises:
            UnreadableSubmission: no notebook in it.
            TrustedStepFailed: our error.
        """
        self._case = case
        if self._seconds > MOST_SECONDS or self._resident > MOST_MB:
            self.close()
        if self._child is not None:
            try:
                return self._plan()
            except ChildError:  # earlier submissions may have had a part in it
                self.close()
        try:
            return self._plan()
        except ChildError as error:
            self.close()
            raise TrustedStepFailed(f"planning the submission gave no result: {error}") from error

    def judge(self, name: str, recorded: Recorded) -> dict[str, Any]:
        """The verdict on one question of the planned submission, with ``observations`` for the staff.

        Raises:
            TrustedStepFailed: our error.
        """
        observations: list[str] = []
        for attempt in itertools.count(1):
            try:
                if self._child is None:
                    self._plan()
                reply = self._ask({"judge": name, "recorded": recorded.as_data()}, JUDGE_SECONDS)
                return {**json.loads(reply["verdict"]), "observations": observations + reply["observations"]}
            except ChildError as error:
                self.close()
                observations.append(f"The judge ended while it judged {name}: {error}.")
                if attempt > 2:
                    raise TrustedStepFailed(f"the judge ended at {name}, even without an answer: {error}") from error
                if attempt == 2:
                    recorded = recorded.without_answers(TOO_MUCH)
        raise AssertionError("itertools.count has no end")

    def close(self) -> None:
        """End the process; another one starts when it is needed."""
        if self._child is not None:
            self._child.close()
        self._child, self._seconds, self._resident = None, 0.0, 0.0

    def __enter__(self) -> Judge:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _plan(self) -> list[dict[str, Any]]:
        assert self._case is not None, "a submission is planned before it is judged"
        reply = self._ask({"case": self._case.as_data()}, PLAN_SECONDS)
        if "unreadable" in reply:
            raise UnreadableSubmission(reply["unreadable"])
        return list(reply["questions"])

    def _ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        if self._child is None:
            self._child = self._warm.start(ENTRY, confine=None, limits=LIMITS)
        self._child.send(encode(request))
        try:
            reply: dict[str, Any] = decode(self._child.receive(timeout=seconds))
        except ValueFormatError as error:
            self.close()
            raise TrustedStepFailed(f"a step of ours gave a reply that cannot be read: {error}") from error
        self._seconds, self._resident = reply["used"]
        if "failed" in reply:
            self.close()
            raise TrustedStepFailed(f"a step of ours failed: {reply['failed']}")
        return reply
