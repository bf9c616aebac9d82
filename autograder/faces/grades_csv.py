"""The gradebook as CSV: one row per submission, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.faces.plain_text import visible

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, "CSV Injection"); the last four are the
# full-width forms, which some spreadsheets fold to the plain ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MAX_TEXT = 32_767
"""Characters of one cell: as many as spreadsheets keep."""

_BEFORE = ("submission", "status", "score", "max_score")
_AFTER = ("sha256", "detail")


def grades_csv(verdicts: Iterable[Mapping[str, Any]]) -> str:
    """Return the grades of `verdicts` as RFC 4180 text with a header row.

    Columns: submission, status, score, max_score, one per question (its points), sha256, detail. A question that a
    verdict does not hold leaves its cell empty. Text that a spreadsheet would run as a formula gets a leading
    apostrophe. Write the result as UTF-8 with `newline=""`.
    """
    rows = list(verdicts)
    questions = list(dict.fromkeys(name for verdict in rows for name in verdict.get("questions", {})))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(name) for name in (*_BEFORE, *questions, *_AFTER)])
    for verdict in rows:
        answers = verdict.get("questions", {})
        scores = [answers[name].get("score") if name in answers else None for name in questions]
        cells = [*(verdict.get(name) for name in _BEFORE), *scores, *(verdict.get(name) for name in _AFTER)]
        writer.writerow([cell(value) for value in cells])
    return text.getvalue()


def cell(value: object) -> str:
    """A cell: numbers plain, text visible and with an apostrophe before what a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(round(float(value), 6)).removesuffix(".0")  # points of a third are not exact; 6 decimals are
    # Whoever prints the table in a terminal is not to run what a file name holds.
    text = visible(value, limit=MAX_TEXT, keep="\n\r\t")
    runs = text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if runs else text
