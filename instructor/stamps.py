"""Stamps on a result: by what and of what it was made, so that a later command knows what of it still holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.assignment import Assignment
from autograder.trusted import TOO_MUCH
from instructor.fingerprint import fingerprint, page_mark, question_marks


@dataclass(frozen=True)
class Stamps:
    """The stamps of results that are made now.

    Attributes:
        grader: a hash of all that a result as a whole depends on besides the submission.
        questions: for each question a hash of what its verdict depends on besides its evidence and its points.
        page: a hash of what makes a student's page of a verdict.
    """

    grader: str
    questions: Mapping[str, str]
    page: str

    @staticmethod
    def of(assignment: Assignment, secret: bytes) -> Stamps:
        return Stamps(fingerprint(assignment, secret), question_marks(assignment, secret), page_mark())

    def on(self, verdict: Mapping[str, Any], evidence: bytes) -> dict[str, Any]:
        """A verdict with its stamps; `evidence` as it is packed on the disk, b"" for none."""
        questions = {name: self.questions[name] for name, one in verdict["questions"].items() if _is_settled(one)}
        stamps = {"evidence": seal_of(evidence), "page": self.page, "questions": questions}
        return {**verdict, "grader": self.grader, "stamps": stamps}

    def still_hold(self, verdict: Mapping[str, Any], evidence: bytes) -> list[str]:
        """The questions of an earlier verdict that would be judged the same today."""
        stamps = verdict.get("stamps")
        if not isinstance(stamps, dict) or stamps.get("evidence") != seal_of(evidence):
            return []
        marks = stamps["questions"]
        return [name for name in verdict["questions"] if name in marks and marks[name] == self.questions.get(name)]

    def is_page_of(self, verdict: Mapping[str, Any]) -> bool:
        """Whether today's code would make the same page of it."""
        return bool(verdict.get("stamps", {}).get("page") == self.page)


def seal_of(evidence: bytes) -> str:
    """A hash of packed evidence."""
    return hashlib.blake2b(evidence, digest_size=16).hexdigest()


def _is_settled(question: Mapping[str, Any]) -> bool:
    """Whether judging it again would be in vain: nothing of ours failed or took too long."""
    return TOO_MUCH not in question["note"] and all(one["state"] != "internal_error" for one in question["checks"])
