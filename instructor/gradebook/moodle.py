"""Moodle: the grading worksheet, and feedback files in one zip.

The worksheet's upload needs the columns Identifier ("Participant 71"), Grade and Last modified (grade), and takes Feedback
comments where it has that column (`mod/assign/feedback/offline/importgradeslib.php`; MoodleDocs, "Offline grading
worksheet"). Students are looked up by the identifier alone; names and emails are for human eyes. A grade above the maximum is
skipped without a word. An empty comment wipes the one that is there, so that only students with a grade are in the file. The
columns have to be in the language that whoever uploads them uses; we write English.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from instructor.gradebook.book import Grade, OpenPoint
from instructor.gradebook.csv_text import NOTHING, csv_text
from instructor.gradebook.explain import in_words
from instructor.gradebook.roster import Roster, Student
from instructor.gradebook.table import number, plain

COLUMNS = (
    "Identifier",
    "Full name",
    "Email address",
    "Status",
    "Grade",
    "Maximum Grade",
    "Grade can be changed",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
)


def moodle_csv(grades: Iterable[Grade], roster: Roster, numbers: Mapping[str, str], most: float) -> str:
    """The worksheet; where the roster is one, with its columns, and as it was but for grades and comments.

    `numbers` are the participants' by student's id; a student without one is left out.
    """
    headers = roster.headers if roster.kind == "moodle" else COLUMNS
    rows: list[Sequence[object]] = [headers]
    for grade in grades:
        if grade.student.id not in numbers:
            continue
        cells: dict[str, object] = {
            "identifier": f"Participant {numbers[grade.student.id]}",
            "full name": grade.student.name,
            "email address": grade.student.email,
            "maximum grade": f"{most:.2f}",
            "grade can be changed": "Yes",
            "last modified (submission)": NOTHING,
            "last modified (grade)": NOTHING,
        }
        cells |= grade.student.cells if roster.kind == "moodle" else {}
        cells |= {"grade": f"{grade.points:.2f}", "feedback comments": in_words(grade, most)}
        rows.append([cells.get(plain(header), "") for header in headers])
    return csv_text(rows)


def moodle_open_points(roster: Roster, most: float) -> list[OpenPoint]:
    """An open point when Moodle's maximum is another than ours: it would skip grades above its own."""
    if roster.kind != "moodle":
        return []
    for there in sorted({student.cells.get("maximum grade", "") for student in roster.students}):
        maximum = number(there)
        if math.isfinite(maximum) and maximum != most:
            problem = f"the maximum grade is {maximum:g} in Moodle and {most:g} here; make them the same"
            return [OpenPoint(roster.path.name, problem)]
    return []


def moodle_folder(student: Student, number: str) -> str:
    """The folder in which Moodle's download has the student's submission, and its upload takes feedback."""
    name = re.sub(r"[\x00-\x1f\x7f<>:\"'/\\|?*&_]+", " ", student.name).strip(" .") or "Participant"
    return f"{name}_{number}_assignsubmission_file_"
