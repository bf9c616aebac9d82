"""The roster: who is in the course, and by what an LMS knows each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from autograder.faces.grades_csv import cell
from instructor.errors import CommandError
from instructor.gradebook.table import Row, Table, read_table

Kind = Literal["plain", "canvas", "moodle"]

_IDS = ("id", "sid", "student id", "id number", "sis user id")
_NAMES = ("name", "full name", "student name", "student")
_EMAILS = ("email", "email address", "e-mail", "mail")


@dataclass(frozen=True)
class Student:
    """A row of the roster.

    Attributes:
        id: what the institution calls the student; unique, and never changed by us: an LMS looks the student up by it.
        lms_id: the number in the names of downloaded submissions: Canvas's own ID, Moodle's participant number; "" where
            the roster does not tell.
        login, section: as a Canvas export has them.
        cells: the whole row of the roster, by small header.
    """

    id: str
    name: str
    email: str
    lms_id: str = ""
    login: str = ""
    section: str = ""
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Roster:
    """The students of a course, in the order of their file."""

    path: Path
    kind: Kind
    students: tuple[Student, ...]
    headers: tuple[str, ...] = ()
    points_possible: Mapping[str, str] = field(default_factory=dict)
    """Of a Canvas export, its row "Points Possible", by small header."""

    @cached_property
    def by_id(self) -> dict[str, Student]:
        """The students by id in small letters."""
        return {student.id.casefold(): student for student in self.students}

    @cached_property
    def by_email(self) -> dict[str, Student]:
        """The students who have one, by email in small letters."""
        return {student.email.casefold(): student for student in self.students if student.email}

    def named(self, key: str, where: str) -> Student:
        """The student with the id or email `key`, which stands at `where`.

        Raises:
            CommandError: nobody has it.
        """
        student = self.by_id.get(key.casefold()) or self.by_email.get(key.casefold())
        if student is None:
            raise CommandError(
                f"{where}: nobody in {self.path} has the id or email {key!r}. Mend one of the two files."
            )
        return student


def read_roster(path: Path) -> Roster:
    """Read a roster: a CSV file with id, name and email, or what an LMS exports itself.

    Canvas's exported gradebook (Student, ID, SIS User ID, SIS Login ID, Section, ...) and Moodle's grading worksheet
    (Identifier, Full name, Email address, ...) are taken as they are; they also tell the numbers in the names of
    downloaded submissions. A name may stand in two columns, first name and last name; rows with another role than student, as
    Gradescope's roster has them, are left out.

    Raises:
        CommandError: a column is missing, a cell is empty, an id or email is there twice, nobody is in it.
    """
    table = read_table(path)
    points: Mapping[str, str] = {}
    kind: Kind = "plain"
    if table.find("student") and table.find("id") and table.find("section"):
        kind, (students, points) = "canvas", _canvas(table)
    elif table.find("identifier"):
        kind, students = "moodle", _moodle(table)
    else:
        students = _plain(table)
    if not students:
        raise CommandError(f"{path} names no student. Each row below the header is one.")
    _refuse_twice(path, students)
    return Roster(path, kind, tuple(student for _, student in students), table.headers, points)


Numbered = tuple[int, Student]
"""A student with the line of the file."""


def _plain(table: Table) -> list[Numbered]:
    student_id, email = table.need(*_IDS), table.need(*_EMAILS)
    first, last = table.find("first name"), table.find("last name", "surname")
    name = None if first and last else table.need(*_NAMES)

    def student(row: Row) -> Student:
        called = row[name] if name else f"{row[first]} {row[last]}".strip()
        for what, text in (("id", row[student_id]), ("name", called), ("email", row[email])):
            if not text:
                raise CommandError(f"{row.where}: no {what}. Fill it in, or leave the row out.")
        return Student(row[student_id], called, row[email], cells=row.cells)

    role = table.find("role")  # of Gradescope, whose roster has the staff too
    return [(row.line, student(row)) for row in table.rows if row[role].casefold() in ("", "student")]


def _canvas(table: Table) -> tuple[list[Numbered], Mapping[str, str]]:
    """Students and the row of points; without the row about posting, which names nobody, and Canvas's test student."""
    sis, login, email = table.find("sis user id"), table.find("sis login id"), table.find(*_EMAILS)
    points: Mapping[str, str] = {}
    students = []
    for row in table.rows:
        if row["student"] == "Points Possible":
            points = row.cells
        elif row["id"] and not (row["student"] == "Student, Test" and not row[sis]):
            address = row[email] or (row[login] if "@" in row[login] else "")
            student = Student(
                row[sis] or row["id"], row["student"], address, row["id"], row[login], row["section"], row.cells
            )
            students.append((row.line, student))
    return students, points


def _moodle(table: Table) -> list[Numbered]:
    """Students of a grading worksheet; without id numbers in it, the identifier is the id."""
    name, email, number = table.need("full name"), table.find(*_EMAILS), table.find("id number")
    students = []
    for row in table.rows:
        participant = row["identifier"].rpartition(" ")[2]
        if not participant.isdecimal():
            raise CommandError(
                f"{row.where}: the identifier {row['identifier']!r} does not end in a number. Download the"
                " grading worksheet again and leave that column as it is."
            )
        found = Student(row[number] or row["identifier"], row[name], row[email], participant, cells=row.cells)
        students.append((row.line, found))
    return students


def _refuse_twice(path: Path, students: list[Numbered]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for line, student in students:
        if cell(student.id) != student.id:
            raise CommandError(
                f"{path}, line {line}: the id {student.id!r} begins like a formula or holds control characters. An LMS looks the"
                " student up by it, so that it cannot be made harmless. Give another id."
            )
        for what, text in (("id", student.id), ("email", student.email), ("identifier", student.lms_id)):
            first = seen.setdefault((what, text.casefold()), line) if text else line
            if first != line:
                raise CommandError(
                    f"{path}, line {line}: the {what} {text!r} is that of line {first} too. Every student needs one of their own."
                )
