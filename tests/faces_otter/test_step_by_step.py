"""Question by question the verdict is the same as in one go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest

from autograder.faces.step_by_step import grade_step_by_step
from autograder.grading import PRELOAD, Grader
from autograder.sandbox.confine import Confinement
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from autograder.unanswered import WAITING
from instructor.golden import notebook, read
from instructor.master import Master

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def grader(lab: Master) -> Iterator[Grader]:
    with WarmProcess(preload=PRELOAD) as warm:
        yield Grader(lab.assignment, bytes(32), warm, Confinement())


def comparable(verdict: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": verdict["status"],
        "score": verdict["score"],
        "checks": {
            check["id"]: (check["state"], check["score"])
            for question in verdict["questions"].values()
            for check in question["checks"]
        },
        "notes": {name: question["note"] for name, question in verdict["questions"].items()},
    }


@pytest.mark.parametrize("name", ["reference", "skeleton", "syntax_error", "os_exit", "helpers_in_another_cell"])
def test_the_verdict_is_the_same_as_in_one_go(name: str, grader: Grader, lab: Master) -> None:
    data = nbformat.writes(notebook(read(lab.folder / "answers" / f"{name}.py"), lab)).encode()
    submission = Submission("one.ipynb", data)
    reports: list[dict[str, Any]] = []
    whole = grader.grade(submission)
    assert comparable(grade_step_by_step(grader, submission, reports.append)) == comparable(whole)
    scores = [report["score"] for report in reports]
    assert scores == sorted(scores)
    assert len(reports) == 2 + len(lab.assignment.questions)
    assert [report["status"] for report in reports[:-1]] == ["error"] * (len(reports) - 1)
    for done, report in enumerate(reports[:-1]):
        waiting = [WAITING in (check["message"] for check in one["checks"]) for one in report["questions"].values()]
        assert waiting == [False] * done + [True] * (len(waiting) - done)


def test_an_unreadable_submission_is_called_so_for_every_question(grader: Grader) -> None:
    reports: list[dict[str, Any]] = []
    verdict = grade_step_by_step(grader, Submission("one.ipynb", b"%PDF"), reports.append)
    assert verdict["status"] == "unreadable"
    assert reports[-1] == verdict
