"""assignment.toml: the questions, their checks and points, the limits. One text file for the teacher."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from autograder.errors import AssignmentError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Visibility = Literal["public", "hidden"]


@dataclass(frozen=True)
class CheckEntry:
    """A check's place in an assignment: its function's name, its points and who sees it before the deadline."""

    name: str
    points: float
    visibility: Visibility


@dataclass(frozen=True)
class Question:
    """A coded question; `function` is the name that the student defines."""

    name: str
    title: str
    function: str
    checks: tuple[CheckEntry, ...]

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class TimeLimits:
    """Wall-clock seconds: for loading one answer's code, for one question, for one submission."""

    cell: float = 20.0
    question: float = 60.0
    submission: float = 240.0


@dataclass(frozen=True)
class Assignment:
    """An assignment as its toml file describes it."""

    name: str
    title: str
    notebook: str
    questions: tuple[Question, ...]
    limits: TimeLimits = field(default=TimeLimits())

    @property
    def points(self) -> float:
        return sum(question.points for question in self.questions)


def load(path: Path) -> Assignment:
    """Read an assignment's toml file.

    Raises:
        AssignmentError: with file, problem and remedy.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AssignmentError(
            f"There is no {path}. Each assignment is a folder with an assignment.toml in it."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssignmentError(f"{path} is not valid TOML: {error}. Mend that line and try again.") from error
    return from_data(data, path.parent.name, str(path))


def from_data(data: dict[str, Any], name: str, where: str) -> Assignment:
    """Make an assignment of parsed TOML; `where` names the file in error messages."""
    # "late" and "written" are for the gradebook, which reads them itself: a later due date changes no result.
    known = {"title", "notebook", "limits", "questions", "late", "written"}
    if unknown := set(data) - known:
        raise AssignmentError(f"{where}: unknown entry {sorted(unknown)[0]!r}. Known are {', '.join(sorted(known))}.")
    tables = data.get("questions")
    if not isinstance(tables, dict) or not tables:
        raise AssignmentError(f"{where}: no question. Add a table such as [questions.clip_gradients].")
    try:
        seconds = {key: float(value) for key, value in data.get("limits", {}).items()}
        limits = TimeLimits(**seconds)
    except (AttributeError, TypeError, ValueError) as error:
        raise AssignmentError(f"{where}: [limits] takes cell, question and submission, each in seconds.") from error
    if not all(0 < value < math.inf for value in seconds.values()):
        raise AssignmentError(f"{where}: [limits] takes cell, question and submission, each in seconds.")
    questions = tuple(_question(key, table, where) for key, table in tables.items())
    return Assignment(name, str(data.get("title", name)), str(data.get("notebook", f"{name}.py")), questions, limits)


def _question(name: str, table: Any, where: str) -> Question:
    if not name.isidentifier() or not isinstance(table, dict):
        raise AssignmentError(f"{where}: [questions.{name}] needs a table whose name is a Python identifier.")
    known = {"title", "function", "public", "hidden"}
    if unknown := sorted(set(table) - known):
        raise AssignmentError(
            f"{where}: [questions.{name}] has the unknown entry {unknown[0]!r}. Known are {', '.join(sorted(known))}."
        )
    checks: list[CheckEntry] = []
    visibilities: tuple[Visibility, ...] = ("public", "hidden")
    for visibility in visibilities:
        listed = table.get(visibility, {})
        if not isinstance(listed, dict):
            raise AssignmentError(f"{where}: [questions.{name}.{visibility}] needs a table of checks and points.")
        for check, points in listed.items():
            if isinstance(points, bool) or not isinstance(points, (int, float)) or not 0 < points < math.inf:
                raise AssignmentError(f"{where}: {name}.{check} is worth {points!r}; points are a number above 0.")
            checks.append(CheckEntry(check, float(points), visibility))
    if not checks:
        raise AssignmentError(f"{where}: question {name} has no checks. List some under [questions.{name}.public].")
    names = [check.name for check in checks]
    if twice := sorted({one for one in names if names.count(one) > 1}):
        raise AssignmentError(f"{where}: {name}.{twice[0]} is listed twice. Leave it either public or hidden.")
    return Question(name, str(table.get("title", name)), str(table.get("function", name)), tuple(checks))
