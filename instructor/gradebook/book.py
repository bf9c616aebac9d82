"""The grade of every student: which of the submissions counts, what lateness costs, what the written part adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from instructor.gradebook.late import LateRule
from instructor.gradebook.lms_names import lms_name
from instructor.gradebook.matching import Match
from instructor.gradebook.roster import Roster, Student

Keep = Literal["last", "best"]
DIGITS = 2
"""Decimals of a grade: as many as Canvas and Moodle keep."""


@dataclass(frozen=True)
class Work:
    """A graded submission.

    Attributes:
        stem: of the files about it.
        submitted: when it came in, in UTC; None when that is unknown.
        shared: several students handed it in together.
    """

    stem: str
    verdict: Mapping[str, Any]
    submitted: datetime | None = None
    shared: bool = False

    @property
    def name(self) -> str:
        return str(self.verdict["submission"])

    @property
    def unfinished(self) -> bool:
        """An error of ours left it, or a check, without a result, so that the score may be too low."""
        return self.verdict["status"] == "error" or any(
            check["state"] == "internal_error"
            for question in self.verdict["questions"].values()
            for check in question["checks"]
        )


@dataclass(frozen=True)
class Grade:
    """A student's grade, in points.

    Attributes:
        days_late: days begun after the student's due date; None when it is unknown when the work came in.
        share: of the points that lateness leaves.
        written: points of the written part; None when there is no such part in this gradebook.
    """

    student: Student
    work: Work
    automatic: float
    written: float | None
    days_late: int | None
    share: float

    @property
    def points(self) -> float:
        return round((self.automatic + (self.written or 0.0)) * self.share, DIGITS)


@dataclass(frozen=True)
class OpenPoint:
    """Something for the staff to look at: a student, a submission or a file, and what is the matter."""

    about: str
    problem: str


@dataclass
class Book:
    """The grades in the order of the roster, and what is open."""

    grades: list[Grade] = field(default_factory=list)
    open_points: list[OpenPoint] = field(default_factory=list)


@dataclass(frozen=True)
class Rules:
    """How the submissions of a student become a grade.

    Attributes:
        groups: by id, everybody in the student's group; all get what one of them handed in.
        extensions: due dates of their own, by id, in UTC.
        written: points of the written part by id; None to leave that part out.
    """

    keep: Keep = "last"
    late: LateRule | None = None
    groups: Mapping[str, tuple[Student, ...]] = field(default_factory=dict)
    extensions: Mapping[str, datetime] = field(default_factory=dict)
    written: Mapping[str, float] | None = None


def make_book(roster: Roster, works: Sequence[Work], matches: Iterable[Match], rules: Rules) -> Book:
    """Give every student of `roster` a grade, or an open point that says why there is none.

    `matches` has one for each of `works`. Whoever has no grade is left out of what is uploaded, and keeps in the LMS what is
    there.
    """
    book = Book()
    by_name = {work.name: work for work in works}
    of_student: dict[str, dict[str, Work]] = {}
    for match in matches:
        if not match.students:
            book.open_points.append(OpenPoint(match.submission, match.how))
        members = {one.id for student in match.students for one in rules.groups.get(student.id, (student,))}
        work = replace(by_name[match.submission], shared=len(members) > 1)
        for member in members:
            of_student.setdefault(member, {})[match.submission] = work
    for student in roster.students:
        grade = _grade(student, list(of_student.get(student.id, {}).values()), rules)
        if isinstance(grade, str):
            book.open_points.append(OpenPoint(f"{student.name} ({student.id})", grade))
            continue
        book.grades.append(grade)
        if rules.late and grade.days_late is None:
            named = lms_name(grade.work.name)
            though = ", though Canvas marked it LATE" if named is not None and named.late else ""
            problem = f"it is unknown when {grade.work.name} came in; nothing was taken off{though}"
            book.open_points.append(OpenPoint(f"{student.name} ({student.id})", problem))
    return book


def _grade(student: Student, works: Sequence[Work], rules: Rules) -> Grade | str:
    """The grade, or a clause about why there is none."""
    if not works:
        return "no submission"
    if rules.written is not None and student.id not in rules.written:
        return "no points of the written part"
    if rules.keep == "last" and len(works) > 1:
        known = [(work.submitted, work) for work in works if work.submitted is not None]
        if len(known) < len(works):
            missing = next(work.name for work in works if work.submitted is None)
            return f"{len(works)} submissions, and it is unknown when {missing} came in, so that none is known to be the last"
        latest = max(at for at, _ in known)
        works = [work for at, work in known if at == latest]
    if unfinished := [work.name for work in works if work.unfinished]:
        return f"{unfinished[0]} has no finished result, through an error of ours; run its `gradlab grade` again"
    grades = [_grade_of(student, work, rules) for work in works]
    return max(grades, key=lambda grade: (grade.points, grade.automatic))


def _grade_of(student: Student, work: Work, rules: Rules) -> Grade:
    days: int | None = None
    share = 1.0
    if rules.late is not None and work.submitted is not None:
        days = rules.late.days_late(work.submitted, rules.extensions.get(student.id))
        share = rules.late.share(days)
    written = None if rules.written is None else rules.written[student.id]
    return Grade(student, work, float(work.verdict["score"]), written, days, share)
