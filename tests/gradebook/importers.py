"""What the importers of Canvas and Moodle do with a file, written down again from their sources, which cannot run here.

Canvas: `lib/gradebook_importer.rb`. Moodle: `mod/assign/feedback/offline/importgradeslib.php` and `locallib.php`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """Somebody in a course of an LMS; `number` is Canvas's ID, or that of Moodle's participant."""

    number: int
    name: str
    sis_id: str = ""
    login: str = ""


def canvas_import(uploaded: bytes, users: Iterable[User]) -> dict[int, dict[str, str]]:
    """The grades by user's number and column; a user who is not found is an error here, a question in Canvas."""
    header, *rows = csv.reader(io.StringIO(uploaded.decode("utf-8"), newline=""), strict=True)
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2])
    assert re.search(r"SIS\s+Login\s+ID", header[3])
    assert "Section" in header[4]
    grades: dict[int, dict[str, str]] = {}
    for row in rows:
        if "Points Possible" in row[0]:
            continue
        # Pure numbers lose the marks of thousands, in ids too.
        number, sis_id, login = (_without_thousands(cell) for cell in row[1:4])
        found = (
            [user for user in users if number and str(user.number) == number]
            or [user for user in users if sis_id and user.sis_id == sis_id]
            or [user for user in users if login and user.login == login]
            or [user for user in users if user.name == row[0]]
        )
        assert found, f"Canvas would ask who {row[0]!r} is"
        assert found[0].number not in grades
        grades[found[0].number] = dict(zip(header[5:], row[5:], strict=True))
    return grades


def moodle_import(uploaded: bytes, users: Iterable[User], maximum: float) -> dict[int, tuple[float, str]]:
    """The grade and the comment by participant's number; what Moodle skips is not in it."""
    text = uploaded.decode("utf-8").removeprefix("\ufeff")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    place: Mapping[str, int] = {name: index for index, name in enumerate(header)}
    participants = {user.number for user in users}
    grades: dict[int, tuple[float, str]] = {}
    for row in rows:
        assert "Last modified (grade)" in place
        number = row[place["Identifier"]][len("Participant ") :]
        grade = float(row[place["Grade"]])
        if number.isdecimal() and int(number) in participants and 0 <= grade <= maximum:
            grades[int(number)] = (grade, row[place["Feedback comments"]])
    return grades


def _without_thousands(cell: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *front, last = re.split(r"[,.]", cell)
    return f"{''.join(front)}.{last}" if front else last
