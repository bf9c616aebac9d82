"""Grade one submission: plan, record, judge. Never raises for anything a student may hand in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import UnreadableSubmission
from autograder.judges import Judges
from autograder.record.evidence import Evidence, Recorded
from autograder.record.recording import record
from autograder.sandbox.child import Child
from autograder.sandbox.confine import Confinement
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from autograder.trusted import Case, Judge, TrustedStepFailed
from autograder.unanswered import NO_CODE_RUN, verdict_of_our_failure, verdict_so_far, verdict_without_answers
from autograder.verdict import verdict_data
from gradlab.checking.notebook import QUESTIONS

PRELOAD = (
    "tensorflow",
    "keras",
    "sklearn.datasets",
    "autograder.record.worker",
    "autograder.trusted_children",
    "autograder.same_for_all",
    "gradlab.checking.notebook",
    "gradlab.checking.builds",
    "gradlab.checking.compiled",
    "gradlab.checking.trace",
    "gradlab.measure",
    *(f"gradlab.checking.public.{question}" for question in QUESTIONS),
)
"""What the warm process imports before it forks: heavy libraries, our recording half, and of the trusted half what is not
secret. Hidden checks are imported after the fork of a trusted process (`autograder.registry`), so no worker inherits them."""

WORKER = "autograder.record.worker:main"

Report = Callable[[dict[str, Any]], None]


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
        judges: lend a judge to each submission; by default each has one of its own.
    """

    assignment: Assignment
    secret: bytes
    warm: WarmProcess
    confinement: Confinement
    limits: Limits = field(default_factory=Limits)
    judges: Judges | None = None

    def grade(self, submission: Submission) -> dict[str, Any]:
        """The verdict on a submission, as data for JSON."""
        return self.examine(submission).verdict

    def examine(self, submission: Submission, report: Report = lambda _: None) -> Examined:
        """The verdict on a submission, and the evidence it was reached on.

        Each question is judged while the next one is recorded. `report` gets the verdict so far after each one.
        """
        began = time.monotonic()
        isolation = NO_CODE_RUN
        judged: dict[str, dict[str, Any]] = {}
        failures: list[str] = []

        def start() -> Child:
            nonlocal isolation
            child = self.warm.start(WORKER, confine=self.confinement, limits=self.limits)
            isolation = child.level
            return child

        def judge_one(name: str, recorded: Recorded) -> None:
            try:
                judged[name] = judge.judge(name, recorded)
            except TrustedStepFailed as error:  # the other questions are judged all the same
                failures.append(str(error))
            else:
                report(verdict_so_far(submission, self.assignment, judged, isolation, time.monotonic() - began))

        try:
            with self.judges.one() if self.judges else Judge(self.warm) as judge:
                questions = judge.plan(Case(submission, self.assignment, self.secret))
                evidence = record(questions, start, self.assignment.limits, judge_one)
        except UnreadableSubmission as error:
            seconds = time.monotonic() - began
            return Examined(verdict_without_answers(submission, self.assignment, "unreadable", str(error), [], seconds))
        except (TrustedStepFailed, SandboxError) as error:
            failures.append(str(error))
        if failures:
            reason, seconds = " ".join(failures), time.monotonic() - began
            return Examined(verdict_of_our_failure(submission, self.assignment, reason, seconds, judged, isolation))
        verdict = verdict_on(submission, self.assignment, evidence, judged, isolation, time.monotonic() - began)
        return Examined(verdict, evidence.as_bytes())


def verdict_on(
    submission: Submission,
    assignment: Assignment,
    evidence: Evidence,
    judged: dict[str, dict[str, Any]],
    isolation: str,
    seconds: float,
) -> dict[str, Any]:
    """The verdict on a submission, of the verdicts on its questions."""
    return verdict_data(
        submission=submission.name,
        sha256=submission.sha256,
        assignment=assignment.name,
        status=evidence.status,
        detail=_DETAILS[evidence.status],
        questions=judged,
        observations=evidence.observations,
        isolation=isolation,
        seconds=seconds,
    )


_DETAILS = {
    "graded": "",
    "timeout": "Part of the code took too long and was stopped; everything answered before that was judged.",
    "crashed": "Part of the code ended its process; everything answered apart from that was judged.",
}
