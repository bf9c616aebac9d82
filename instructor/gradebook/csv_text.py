"""CSV as LMSs read it: UTF-8 without BOM, commas, RFC 4180 quotes, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.faces.grades_csv import cell

NOTHING = "-"
"""Moodle's and Canvas's mark for no value; a dash alone is no formula, and Moodle would not know it with an apostrophe."""


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Write rows; text that would run as a formula gets an apostrophe, line breaks become visible.

    An LMS that looked a student up by such a text would not find it. Ids that would need an apostrophe are therefore
    refused when the roster is read, and names decide in no LMS where an id does.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if value == NOTHING:
        return NOTHING
    return cell(" ".join(value.splitlines()) if isinstance(value, str) else value)
