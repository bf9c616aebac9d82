"""Canvas: the gradebook's import, and the re-upload of submissions with comments.

The import takes what the export writes: Student, ID, SIS User ID, SIS Login ID, Section, then a column for each
assignment, and below the header a row "Points Possible" (`lib/gradebook_importer.rb` of canvas-lms; community guide "How
do I import grades in the Gradebook?"). A student is looked up by ID, else by SIS User ID, by SIS Login ID, and only then by
name. An assignment is the number in brackets behind its title, else the title; an unknown one is created. Students who are
not in the file keep their grades, those with an empty cell lose theirs, so that only students with a grade are in it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence

from autograder.faces.grades_csv import cell
from instructor.errors import CommandError
from instructor.gradebook.book import Grade, OpenPoint
from instructor.gradebook.csv_text import csv_text
from instructor.gradebook.roster import Roster
from instructor.gradebook.table import number, plain
from instructor.reproducible_zip import reproducible_zip

STUDENT_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_NOT_IMPORTED = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
"""A header with any of these words in it is one that Canvas computes; it reads no grades below it."""


def canvas_csv(grades: Iterable[Grade], roster: Roster, numbers: Mapping[str, str], column: str, most: float) -> str:
    """The gradebook of one assignment, headed `column`, worth `most` points.

    `numbers` are the students' own in Canvas, by id, as far as they are known.

    Raises:
        CommandError: Canvas would not import a column of that name.
    """
    if _NOT_IMPORTED.search(column) or column in STUDENT_COLUMNS or cell(column) != column:
        raise CommandError(f"Canvas imports no column named {column!r}. Name another with --column.")
    rows: list[Sequence[object]] = [
        (*STUDENT_COLUMNS, column),
        ("    Points Possible", "", "", "", "", most),
    ]
    for grade in grades:
        student = grade.student
        exported = roster.kind == "canvas"
        sis = student.cells.get("sis user id", "") if exported else student.id
        login = student.login if exported else student.email
        rows.append((student.name, numbers.get(student.id), sis, login, student.section, grade.points))
    return csv_text(rows)


def canvas_column(roster: Roster, title: str) -> str:
    """The header that the assignment `title` has in an exported gradebook, `title (77)`; else the title itself."""
    return next((header for header in roster.headers if re.sub(r" \(\d+\)$", "", header) == title), title)


def canvas_open_points(roster: Roster, column: str, most: float) -> list[OpenPoint]:
    """An open point when Canvas gives the assignment other points than we do."""
    there = number(roster.points_possible.get(plain(column), ""))
    if not math.isfinite(there) or there == most:
        return []
    return [OpenPoint(column, f"it is worth {there:g} points in Canvas and {most:g} here; make them the same")]


def as_canvas_shows_it(name: str, page: bytes, grade: str) -> bytes:
    """A feedback page, and `grade` in words, packed as the file `name` that it is uploaded for.

    Canvas shows a comment's file under the name of the student's own (`infer_comment_context_from_filename`). A page called
    `lab.ipynb` opens nowhere, so it becomes the output of a notebook's cell; in a zip it is a file.
    """
    if name.lower().endswith(".zip"):
        return reproducible_zip({"feedback.html": page, **({"grade.txt": f"{grade}\n".encode()} if grade else {})})
    if not name.lower().endswith(".ipynb"):
        return page
    html = page.decode("utf-8", "replace")
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": html, "text/plain": "Feedback"}}
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": "feedback",
            "metadata": {},
            "execution_count": None,
            "source": "",
            "outputs": [output],
        }
    ]
    if grade:
        cells.insert(0, {"cell_type": "markdown", "id": "grade", "metadata": {}, "source": grade})
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return (json.dumps(notebook, indent=1) + "\n").encode()
