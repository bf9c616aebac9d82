"""The small CSV files beside a roster: groups, extensions, times, points of the written part, matches made by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TypeVar

from autograder.faces.grades_csv import cell
from instructor.errors import CommandError
from instructor.gradebook.late import LateRule
from instructor.gradebook.moments import moment
from instructor.gradebook.roster import Roster, Student
from instructor.gradebook.table import Row, Table, number, read_table

Value = TypeVar("Value")

_STUDENT = ("id", "student id", "sid", "email", "email address")
_SUBMISSION = ("submission", "file")
_TIME = ("time", "submitted", "submission time")


def read_groups(path: Path, roster: Roster) -> dict[str, tuple[Student, ...]]:
    """Read group and id, a row for each member; return, by id, everybody in the student's group.

    Raises:
        CommandError: somebody is not in the roster, or in two groups.
    """
    table = read_table(path)
    group, key = table.need("group", "group name", "team"), table.need(*_STUDENT)
    members: dict[str, dict[str, Student]] = {}
    own: dict[str, str] = {}
    for row in table.rows:
        if not row[group]:
            raise CommandError(f"{row.where}: no group. Fill it in, or leave the row out.")
        student = roster.named(row[key], row.where)
        if own.setdefault(student.id, row[group]) != row[group]:
            raise CommandError(
                f"{row.where}: {row[key]} is in the group {own[student.id]!r} too. Keep one of the rows."
            )
        members.setdefault(row[group], {})[student.id] = student
    return {student: tuple(members[name].values()) for student, name in own.items()}


def read_extensions(path: Path, roster: Roster, rule: LateRule) -> dict[str, datetime]:
    """Read id and due; return the due dates by id, in UTC.

    Raises:
        CommandError: somebody is not in the roster or there twice, or a time is none or before the due date of all.
    """
    table = read_table(path)
    due = table.need("due", "until", "new due")

    def until(row: Row) -> datetime:
        ends = moment(row[due], rule.zone, row.where)
        if ends < rule.due:
            raise CommandError(f"{row.where}: the extension {row[due]} ends before the due date of all. Mend it.")
        return ends

    return _by_student(table, roster, until)


def read_written(path: Path, roster: Roster, most: float) -> dict[str, float]:
    """Read id and points; return the points of the written part by id. An empty cell is no points yet.

    Raises:
        CommandError: somebody is not in the roster or there twice, or points are no number from 0 to `most`.
    """
    table = read_table(path)
    points = table.need("points", "score", "grade")

    def given(row: Row) -> float | None:
        if not row[points]:
            return None
        value = number(row[points])
        if not 0 <= value <= most:
            raise CommandError(f"{row.where}: {row[points]!r} is no number of points from 0 to {most:g}. Mend it.")
        return value

    return _by_student(table, roster, given)


def read_times(
    path: Path, roster: Roster, submissions: Collection[str], zone: tzinfo | None
) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """Read time and submission, or time and id; return the times in UTC by submission and by student's id.

    Raises:
        CommandError: somebody is not in the roster or there twice, or a time is none.
    """
    table = read_table(path)
    time, name = table.need(*_TIME), table.find(*_SUBMISSION)
    key = None if name else table.need(*_STUDENT)
    written = {cell(one): one for one in submissions}
    of_submissions: dict[str, datetime] = {}
    of_students: dict[str, datetime] = {}
    for row in table.rows:
        if not row[time]:
            continue
        at = moment(row[time], zone, row.where)
        if name:
            _put_once(of_submissions, written.get(row[name], row[name]), at, f"{row.where}: {row[name]}")
        else:
            _put_once(of_students, roster.named(row[key], row.where).id, at, f"{row.where}: {row[key]}")
    return of_submissions, of_students


def read_matches(path: Path, roster: Roster, submissions: Collection[str]) -> dict[str, tuple[Student, ...]]:
    """Read submission and id, as matches.csv has them; a submission of several students has several rows.

    Rows without an id settle nothing.

    Raises:
        CommandError: a submission is not in the class, or somebody not in the roster.
    """
    table = read_table(path)
    name, key = table.need(*_SUBMISSION), table.need(*_STUDENT)
    written = {cell(one).strip(): one for one in submissions}
    found: dict[str, tuple[Student, ...]] = {}
    for row in table.rows:
        if not row[key]:
            continue
        if row[name] not in written:
            raise CommandError(f"{row.where}: no submission {row[name]!r} was graded. Take the name from matches.csv.")
        submission, student = written[row[name]], roster.named(row[key], row.where)
        found[submission] = (*(one for one in found.get(submission, ()) if one != student), student)
    return found


def _by_student(table: Table, roster: Roster, read: Callable[[Row], Value | None]) -> dict[str, Value]:
    """What `read` makes of each student's row, by id; None says that the row is as if it were not there."""
    key = table.need(*_STUDENT)
    found: dict[str, Value] = {}
    for row in table.rows:
        student, value = roster.named(row[key], row.where), read(row)
        if value is not None:
            _put_once(found, student.id, value, f"{row.where}: {row[key]}")
    return found


def _put_once(found: dict[str, Value], key: str, value: Value, what: str) -> None:
    if key in found:
        raise CommandError(f"{what} is there twice. Keep one of the rows.")
    found[key] = value
