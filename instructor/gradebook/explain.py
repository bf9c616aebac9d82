"""How a grade came about: in words for the student, as a table for the staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from instructor.gradebook.book import Grade, OpenPoint
from instructor.gradebook.csv_text import csv_text
from instructor.gradebook.matching import Match


def in_words(grade: Grade, most: float) -> str:
    """One or two sentences without any text of the student, safe in HTML: `64 of 120 points. 1 day late: 20 % less.`"""
    parts = f" ({grade.automatic:g} measured, {grade.written:g} written)" if grade.written is not None else ""
    text = f"{grade.points:g} of {most:g} points{parts}."
    if grade.days_late:
        days = "1 day" if grade.days_late == 1 else f"{grade.days_late} days"
        text += f" {days} late: {100 - 100 * grade.share:.4g} % less."
    return text


def explained_csv(grades: Iterable[Grade], most: float) -> str:
    """One row for each grade, with the submission that counts and all that went into the grade."""
    rows: list[Sequence[object]] = [
        (
            "id",
            "name",
            "email",
            "grade",
            "maximum",
            "measured",
            "written",
            "days late",
            "share kept",
            "submission",
            "time (UTC)",
        )
    ]
    for grade in grades:
        student, work = grade.student, grade.work
        time = work.submitted.isoformat(" ", "seconds").removesuffix("+00:00") if work.submitted else None
        rows.append(
            (
                student.id,
                student.name,
                student.email,
                grade.points,
                most,
                grade.automatic,
                grade.written,
                grade.days_late,
                grade.share,
                work.name,
                time,
            )
        )
    return csv_text(rows)


def matches_csv(matches: Iterable[Match]) -> str:
    """Whose each submission is, and how that was told; with ids filled in it is what `--matches` reads."""
    rows: list[Sequence[object]] = [("submission", "id", "name", "how")]
    for match in matches:
        if not match.students:
            rows.append((match.submission, "", "", match.how))
        rows.extend((match.submission, student.id, student.name, match.how) for student in match.students)
    return csv_text(rows)


def open_points_csv(points: Iterable[OpenPoint]) -> str:
    """What is open, one row each."""
    return csv_text([("about", "problem"), *((point.about, point.problem) for point in points)])
