"""A class that is graded in no time: one cheap question, and a stand-in for the unit of work that runs no code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment import Assignment
from autograder.submission import Submission
from autograder.unanswered import verdict_without_answers
from instructor.collect import Found, collect
from instructor.engines import this_machine
from instructor.grade import GradedClass, grade_class
from instructor.master import ASSIGNMENTS, Master, find
from instructor.unit import Graded, Release

QUESTION = re.compile(
    r"^\[questions\.detect_explosion\]$.*?(?=^\[questions\.(?!detect_explosion\b))", re.MULTILINE | re.DOTALL
)


def small_assignment(folder: Path) -> Master:
    """The lab with a single question, one that needs no network."""
    question = QUESTION.search((ASSIGNMENTS / "lab" / "assignment.toml").read_text(encoding="utf-8"))
    assert question is not None
    (folder / "small").mkdir(parents=True, exist_ok=True)
    toml = f'title = "Small"\nnotebook = "small.py"\n{question[0]}'
    (folder / "small" / "assignment.toml").write_text(toml, encoding="utf-8")
    return find(str(folder / "small"))


def hand_in(folder: Path, *names: str) -> list[Found]:
    """Notebooks that are all different, and their answers too."""
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(names):
        answer = f"""def detect_explosion(gradient_history, threshold=100.0):
    events = [i for i, norm in enumerate(gradient_history) if not norm <= threshold + {number % 3}]
    first = events[0] if events else None
    return dict(events=events, first_event=first, max_norm=1.0, frequency=0.0, failed=False, unstable=False)
"""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(answer, id="answer")])
        (folder / name).write_text(nbformat.writes(notebook))
    return collect([folder])


def stand_in(submission: Submission, release: Release) -> Graded:
    """What the unit of work makes of a submission, without running or judging anything."""
    return graded(submission, release.assignment, release.mark)


def graded(submission: Submission, assignment: Assignment, mark: str, status: Any = "graded") -> Graded:
    verdict = verdict_without_answers(submission, assignment, status, "", [], 0.0) | {"grader": mark}
    return Graded(verdict, f"page of {submission.name}", b"evidence of " + submission.name.encode())


def grade(
    submissions: list[Found],
    master: Master,
    out: Path,
    announce: Callable[[dict[str, Any], bool], None] = lambda *_: None,
    **options: Any,
) -> GradedClass:
    """Grade as the command does."""
    options = {"engine": this_machine(2), "say": print, **options}
    return grade_class(submissions, master, out, announce=announce, **options)


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
