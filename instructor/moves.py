"""Who moved, by which check, and in whose favour: the difference between two verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder.faces.plain_text import visible


@dataclass(frozen=True)
class Move:
    """A submission whose score or whose checks changed.

    Attributes:
        submission: its name.
        before, after: its scores.
        checks: for each check that changed: id, old state and message, new state and message.
    """

    submission: str
    before: float
    after: float
    checks: tuple[tuple[str, str, str, str, str], ...]


def move_between(old: dict[str, Any], new: dict[str, Any]) -> Move | None:
    """The move from one verdict to another; None when no check's state or points changed."""
    before, after = _checks(old), _checks(new)
    empty = {"state": "absent", "score": 0.0, "message": ""}
    changed = []
    for name in [*before, *(name for name in after if name not in before)]:
        one, two = before.get(name, empty), after.get(name, empty)
        if (one["state"], one["score"]) != (two["state"], two["score"]):
            changed.append((name, one["state"], one["message"], two["state"], two["message"]))
    if not changed and old["score"] == new["score"]:
        return None
    return Move(new["submission"], old["score"], new["score"], tuple(changed))


def moves_table(moves: Sequence[Move], count: int) -> Table:
    """The moves for the terminal."""
    table = Table(title=f"{len(moves)} of {count} submissions moved", title_justify="left", box=SIMPLE_HEAD)
    for heading in ("submission", "score", "check", "was", "is"):
        table.add_column(heading, justify="right" if heading == "score" else "left")
    for move in moves:
        score = f"{move.before:g} to {move.after:g}"
        for i, (name, was, _, now, message) in enumerate(move.checks or (("", "", "", "", ""),)):
            name_cell = Text(visible(move.submission)[:34]) if i == 0 else Text("")
            table.add_row(
                name_cell, score if i == 0 else "", name, was, Text(f"{now}: {visible(message)[:120]}" if now else "")
            )
    return table


def _checks(verdict: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {check["id"]: check for question in verdict["questions"].values() for check in question["checks"]}
