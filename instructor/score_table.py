"""The scores of a class as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder.assignment import Assignment
from autograder.faces.plain_text import visible

OTHER_COLUMNS = 56
"""What the columns besides the name take: five questions, the score and the status."""


def score_table(verdicts: Sequence[dict[str, Any]], assignment: Assignment, width: int) -> Table:
    """One row for each submission, in `width` characters; names show control characters and are never markup."""
    title = f"{assignment.title}: {len(verdicts)} submission{'s' if len(verdicts) != 1 else ''}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("submission", no_wrap=True, overflow="ellipsis", max_width=max(12, width - OTHER_COLUMNS))
    for question in assignment.questions:
        lines = [*question.title.split(":")[0].split(" ", 1), f"/{question.points:g}"]
        table.add_column("\n".join(lines), justify="right", no_wrap=True, min_width=max(map(len, lines)))
    table.add_column(f"score\n/{assignment.points:g}", justify="right", no_wrap=True, min_width=5)
    table.add_column("status", no_wrap=True, min_width=10)
    for verdict in verdicts:
        scores = [_points(verdict["questions"].get(question.name)) for question in assignment.questions]
        name = visible(verdict["submission"]).removesuffix(".ipynb")
        table.add_row(Text(name[:60]), *scores, f"{verdict['score']:g}", verdict["status"])
    return table


def _points(question: dict[str, Any] | None) -> str:
    if question is None:
        return ""
    return "-" if question["state"] == "not_started" else f"{question['score']:g}"
