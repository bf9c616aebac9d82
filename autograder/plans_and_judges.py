"""Who judges questions: what a regrade asks of its judge, be it a process or, in a test, played."""

from __future__ import annotations

from typing import Any, Protocol

from autograder.record.evidence import Recorded
from autograder.trusted import Case


class PlansAndJudges(Protocol):
    """Judges the questions of one submission after the other, as `autograder.trusted.Judge` does in a process of its own."""

    def plan(self, case: Case) -> list[dict[str, Any]]:
        """Plan a submission, whose questions are the ones to be judged from now on.

        Raises:
            UnreadableSubmission: no notebook in it.
            TrustedStepFailed: our error.
        """
        ...

    def judge(self, name: str, recorded: Recorded) -> dict[str, Any]:
        """The verdict on one question, with ``observations`` for the staff.

        Raises:
            TrustedStepFailed: our error.
        """
        ...
