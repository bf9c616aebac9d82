"""Gradescope: a table of grades by SID and email.

Gradescope imports a roster (name, email, SID; help article "Adding Students and Staff"), and no scores: those come of the
autograder that `gradlab release` makes. Whoever grades elsewhere and keeps the roster there gets the columns of its own
exported gradebook, a title, its "Max Points" and its "Submission Time", for the scripts and sheets that read that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from instructor.gradebook.book import Grade
from instructor.gradebook.csv_text import csv_text


def gradescope_csv(grades: Iterable[Grade], title: str, most: float) -> str:
    """One row for each grade; times are in UTC."""
    rows: list[Sequence[object]] = [
        ("Name", "SID", "Email", title, f"{title} - Max Points", f"{title} - Submission Time")
    ]
    for grade in grades:
        at = grade.work.submitted
        time = at.strftime("%Y-%m-%d %H:%M:%S +0000") if at else ""
        rows.append((grade.student.name, grade.student.id, grade.student.email, grade.points, most, time))
    return csv_text(rows)
