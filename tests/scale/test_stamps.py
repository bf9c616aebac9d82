"""What of an earlier result still holds."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.submission import Submission
from autograder.trusted import TOO_MUCH
from autograder.unanswered import verdict_without_answers
from instructor.master import find
from instructor.stamps import Stamps

LAB = find("lab").assignment
NAMES = [question.name for question in LAB.questions]
NOW = Stamps("now", {name: f"mark of {name}" for name in NAMES}, "page")
EVIDENCE = b"packed"


def verdict(detail: str = "No answer.") -> dict[str, Any]:
    return verdict_without_answers(Submission("a.ipynb", b""), LAB, "graded", detail, [], 1.0)


def test_right_after_grading_everything_holds() -> None:
    stamped = NOW.on(verdict(), EVIDENCE)
    assert stamped["grader"] == "now"
    assert NOW.still_hold(stamped, EVIDENCE) == NAMES
    assert NOW.is_page_of(stamped)


def test_with_other_checks_only_the_other_questions_hold() -> None:
    later = Stamps("later", {**NOW.questions, "clip_gradients": "other checks"}, "other templates")
    stamped = NOW.on(verdict(), EVIDENCE)
    assert later.still_hold(stamped, EVIDENCE) == [name for name in NAMES if name != "clip_gradients"]
    assert not later.is_page_of(stamped)


def test_with_other_evidence_nothing_holds() -> None:
    assert NOW.still_hold(NOW.on(verdict(), EVIDENCE), b"other") == []


@pytest.mark.parametrize("old", [verdict(), {"questions": {}}, verdict() | {"stamps": "torn"}])
def test_a_result_without_stamps_does_not_hold(old: dict[str, Any]) -> None:
    assert NOW.still_hold(old, EVIDENCE) == []


def test_a_question_that_the_assignment_has_no_more_does_not_hold() -> None:
    fewer = Stamps("now", {NAMES[0]: NOW.questions[NAMES[0]]}, "page")
    assert fewer.still_hold(NOW.on(verdict(), EVIDENCE), EVIDENCE) == NAMES[:1]


def test_what_failed_through_us_or_took_too_long_is_judged_again() -> None:
    failed = verdict()
    failed["questions"]["clip_gradients"]["checks"][1]["state"] = "internal_error"
    failed["questions"]["fix_network"]["note"] = f"{TOO_MUCH} While the code of this part was loaded: ValueError"
    stamped = NOW.on(failed, EVIDENCE)
    assert NOW.still_hold(stamped, EVIDENCE) == [
        name for name in NAMES if name not in ("clip_gradients", "fix_network")
    ]
