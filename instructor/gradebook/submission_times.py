"""When each submission came in: as a CSV, Gradescope or a worksheet of Moodle says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from instructor.errors import CommandError
from instructor.gradebook.book import Work
from instructor.gradebook.gradescope_metadata import Metadata
from instructor.gradebook.lms_names import lms_name
from instructor.gradebook.matching import Match
from instructor.gradebook.moments import moment
from instructor.gradebook.records import read_times
from instructor.gradebook.roster import Roster


def with_times(
    works: Sequence[Work],
    matches: Sequence[Match],
    metadata: Metadata,
    times: Path | None,
    roster: Roster,
    zone: tzinfo | None,
) -> list[Work]:
    """The works with the times that are known; `zone` is that of times without an offset.

    What is said of a submission goes before what is said of a student, which holds only where the student has handed in one
    alone.

    Raises:
        CommandError: the file `times` is wrong.
    """
    of_submissions, of_students = read_times(times, roster, [work.name for work in works], zone) if times else ({}, {})
    of_students = {**_worksheet_times(roster, zone), **of_students}
    owned: dict[str, list[str]] = {}
    for match in matches:
        for student in match.students:
            owned.setdefault(student.id, []).append(match.submission)
    said = {owned[key][0]: at for key, at in of_students.items() if len(owned.get(key, ())) == 1}

    def submitted(name: str) -> datetime | None:
        named = lms_name(name)
        exported = metadata.times.get(named.part) if named is not None else None
        return of_submissions.get(name) or exported or said.get(name)

    return [replace(work, submitted=submitted(work.name)) for work in works]


def _worksheet_times(roster: Roster, zone: tzinfo | None) -> dict[str, datetime]:
    """The times in a worksheet of Moodle, where they are in English and the time zone is given."""
    found = {}
    if roster.kind == "moodle" and zone is not None:
        for student in roster.students:
            try:
                found[student.id] = moment(student.cells.get("last modified (submission)", ""), zone, str(roster.path))
            except CommandError:
                continue  # no submission, or another language: an unknown time, which is listed
    return found
