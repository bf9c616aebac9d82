"""Grade one submission: plan, record, judge. Never raises for anything a student may hand in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import UnreadableSubmission
from autograder.record.evidence import Evidence
from autograder.record.recording import record
from autograder.sandbox.child import Child
from autograder.sandbox.confine import Confinement
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from autograder.trusted import Case, TrustedStepFailed, judge_evidence, plan_questions
from autograder.unanswered import verdict_of_our_failure, verdict_without_answers
from autograder.verdict import verdict_data
from gradlab.checking.notebook import QUESTIONS
from gradlab.checking.values import ValueFormatError

PRELOAD = (
    "tensorflow",
    "keras",
    "sklearn.datasets",
    "autograder.record.worker",
    "autograder.trusted_children",
    "gradlab.checking.notebook",
    "gradlab.checking.builds",
    "gradlab.checking.compiled",
    *(f"gradlab.checking.public.{question}" for question in QUESTIONS),
)
"""What the warm process imports before it forks: heavy libraries, our recording half, and of the trusted half what is not
secret. Hidden checks are imported after the fork of a trusted process (`autograder.registry`), so no worker inherits them."""

WORKER = "autograder.record.worker:main"


@dataclass(frozen=True)
class Examined:
    """A verdict and the evidence behind it; no evidence where no code was run."""

    verdict: dict[str, Any]
    evidence: bytes = b""


@dataclass(frozen=True)
class Grader:
    """Grades submissions of one assignment.

    Attributes:
        assignment: the assignment.
        secret: from which, with the submission's hash, the checks' inputs are drawn.
        warm: the process that children are forked from.
        confinement: how the student's processes are shut in.
        limits: what they may use.
    """

    assignment: Assignment
    secret: bytes
    warm: WarmProcess
    confinement: Confinement
    limits: Limits = field(default_factory=Limits)

    def grade(self, submission: Submission) -> dict[str, Any]:
        """The verdict on a submission, as data for JSON."""
        return self.examine(submission).verdict

    def examine(self, submission: Submission) -> Examined:
        """The verdict on a submission, and the evidence it was reached on."""
        began = time.monotonic()
        case = Case(submission, self.assignment, self.secret)
        levels = {"no code was run"}
        try:
            questions = plan_questions(case, self.warm)

            def start() -> Child:
                child = self.warm.start(WORKER, confine=self.confinement, limits=self.limits)
                levels.clear()
                levels.add(child.level)
                return child

            evidence = record(questions, start, self.assignment.limits)
            verdict = self._judged(case, evidence, ", ".join(levels), began)
        except UnreadableSubmission as error:
            seconds = time.monotonic() - began
            return Examined(verdict_without_answers(submission, self.assignment, "unreadable", str(error), [], seconds))
        except (TrustedStepFailed, SandboxError) as error:
            return Examined(verdict_of_our_failure(submission, self.assignment, str(error), time.monotonic() - began))
        return Examined(verdict, evidence.as_bytes())

    def judge_again(self, submission: Submission, evidence: bytes, isolation: str) -> dict[str, Any]:
        """The verdict on kept evidence, by today's checks; runs nobody's code."""
        began = time.monotonic()
        case = Case(submission, self.assignment, self.secret)
        try:
            return self._judged(case, Evidence.from_bytes(evidence), isolation, began)
        except (TrustedStepFailed, SandboxError, ValueFormatError) as error:
            return verdict_of_our_failure(submission, self.assignment, str(error), time.monotonic() - began)

    def _judged(self, case: Case, evidence: Evidence, isolation: str, began: float) -> dict[str, Any]:
        judged = judge_evidence(case, evidence, self.warm)
        return verdict_data(
            submission=case.submission.name,
            sha256=case.submission.sha256,
            assignment=self.assignment.name,
            status=evidence.status,
            detail=_DETAILS[evidence.status],
            questions=judged["questions"],
            observations=judged["observations"],
            isolation=isolation,
            seconds=time.monotonic() - began,
        )


_DETAILS = {
    "graded": "",
    "timeout": "Part of the code took too long and was stopped; everything answered before that was judged.",
    "crashed": "Part of the code ended its process; everything answered apart from that was judged.",
}
