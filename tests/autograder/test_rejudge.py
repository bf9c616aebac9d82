"""Kept evidence is judged again where the old verdict does not hold; the judge is played."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from in_process import LAB

from autograder.assignment import Assignment
from autograder.errors import UnreadableSubmission
from autograder.record.evidence import Evidence, Recorded
from autograder.rejudge import judge_again, points_again
from autograder.submission import Submission
from autograder.trusted import Case, TrustedStepFailed
from autograder.verdict import CheckVerdict, QuestionVerdict, State, verdict_data, with_points

ALICE = Submission("alice.ipynb", b"{}")
FIRST, SECOND, *OTHERS = [question.name for question in LAB.questions]
RECORDED = Evidence(
    {name: Recorded([name.encode()]) for name in (FIRST, *OTHERS)}, "timeout", ["While it ran, this happened."]
)


def question_verdict(name: str, words: str, share: float = 1.0) -> dict[str, Any]:
    question = next(one for one in LAB.questions if one.name == name)
    state: State = "passed" if share == 1 else "failed"
    checks = tuple(
        CheckVerdict(f"{name}.{entry.name}", "t", state, share * entry.points, entry.points, "hidden", words, {}, share)
        for entry in question.checks
    )
    return {**QuestionVerdict(question.title, "answered", "", checks).as_data(), "observations": [f"{words} {name}"]}


class PlayedJudge:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.planned: list[list[str]] = []
        self.judged: list[tuple[str, list[bytes | None]]] = []

    def plan(self, case: Case) -> list[dict[str, Any]]:
        self.planned.append([question.name for question in case.assignment.questions])
        if self.error:
            raise self.error
        return []

    def judge(self, name: str, recorded: Recorded) -> dict[str, Any]:
        self.judged.append((name, recorded.answers))
        return question_verdict(name, "new")


def again(
    kept: dict[str, Any], judge: PlayedJudge, evidence: bytes = RECORDED.as_bytes(), assignment: Assignment = LAB
) -> dict[str, Any]:
    return judge_again(ALICE, assignment, b"secret", evidence, "namespaces", kept, judge)


def dearer(factor: float) -> Assignment:
    return replace(
        LAB,
        questions=tuple(
            replace(
                question,
                title="New title",
                checks=tuple(replace(entry, points=factor * entry.points) for entry in question.checks),
            )
            for question in LAB.questions
        ),
    )


def test_only_what_does_not_hold_is_judged_and_the_rest_is_as_it_was() -> None:
    judge = PlayedJudge()
    kept = {name: question_verdict(name, "old") for name in (FIRST, *OTHERS)}
    found = again(kept, judge)
    assert judge.planned == [[SECOND]]
    assert [name for name, _ in judge.judged] == [SECOND]
    assert list(found["questions"]) == [FIRST, SECOND, *OTHERS]
    assert {name: found["questions"][name] for name in kept} == kept
    assert found["questions"][SECOND] == question_verdict(SECOND, "new")
    assert (found["status"], found["isolation"], found["score"]) == ("timeout", "namespaces", LAB.points)
    assert found["observations"] == [
        "While it ran, this happened.",
        f"old {FIRST}",
        f"new {SECOND}",
        *(f"old {name}" for name in OTHERS),
    ]


def test_a_question_that_was_never_recorded_is_judged_on_no_answers() -> None:
    judge = PlayedJudge()
    again({}, judge)
    assert judge.judged[:2] == [(FIRST, [FIRST.encode()]), (SECOND, [])]


def test_without_anything_to_judge_no_process_is_asked() -> None:
    judge = PlayedJudge()
    again({name: question_verdict(name, "old") for name in (FIRST, SECOND, *OTHERS)}, judge)
    assert judge.planned == []


def test_new_points_and_titles_need_no_judge() -> None:
    kept = {name: question_verdict(name, "old", share=0.25) for name in (FIRST, SECOND, *OTHERS)}
    old = verdict_data(
        submission="alice.ipynb",
        sha256="",
        assignment=LAB.name,
        status="graded",
        detail="",
        questions=kept,
        observations=["seen"],
        isolation="",
        seconds=1.0,
    )
    assert points_again(old, LAB) == old
    new = points_again({**old, "grader": "mark"}, dearer(3.0))
    assert (new["score"], new["max_score"]) == (pytest.approx(0.75 * LAB.points, abs=0.1), 3 * LAB.points)
    assert new["questions"][FIRST]["title"] == "New title"
    assert new["questions"][FIRST]["checks"][0]["message"] == "old"
    assert (new["observations"], new["grader"]) == (old["observations"], "mark")


def test_points_are_those_that_judging_would_give() -> None:
    check = CheckVerdict("q.c", "t", "failed", 0.33, 1.0, "public", "m", {}, 1 / 3)
    other = CheckVerdict("q.d", "t", "passed", 1.0, 1.0, "public", "m", {}, 1.0)
    question = QuestionVerdict("Title", "answered", "", (check, other)).as_data()
    new = with_points(question, "Title", {"q.c": 10.0, "q.d": 4.0})
    assert [(one["score"], one["max_score"]) for one in new["checks"]] == [(3.33, 10.0), (4.0, 4.0)]
    assert (new["score"], new["max_score"]) == (7.33, 14.0)


def test_evidence_that_cannot_be_read_is_an_error_of_ours() -> None:
    found = again({}, PlayedJudge(), b"torn")
    assert (found["status"], found["observations"]) == ("error", ["the header is too long"])


def test_a_judge_that_fails_is_an_error_of_ours() -> None:
    found = again({}, PlayedJudge(TrustedStepFailed("the judge ended")))
    assert (found["status"], found["observations"]) == ("error", ["the judge ended"])


def test_a_notebook_that_is_called_unreadable_today_is_so() -> None:
    found = again({}, PlayedJudge(UnreadableSubmission("There is no notebook in it.")))
    assert (found["status"], found["detail"]) == ("unreadable", "There is no notebook in it.")
