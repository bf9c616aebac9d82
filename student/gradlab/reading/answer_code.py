"""Find a student's answer in a notebook by its name, never by cell metadata (which copies, duplicates and gets lost)."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gradlab.reading.cells import Cell
from gradlab.reading.slicing import needed_for, statements
from gradlab.reading.statement import Statement

State = Literal["answered", "not_started", "missing", "broken"]

MOST_STATEMENTS = 5_000
"""Of one answer, its helpers and constants; a notebook has a few hundred in all. What is planned of five answers has to fit into
the 200,000 parts of one record (`gradlab.checking.values`)."""


@dataclass(frozen=True)
class AnswerCode:
    """The code behind one answer.

    Attributes:
        state: answered (to be run), not_started (the stub is untouched), missing (no such function) or broken (its cell is
            no valid Python, or it needs too many statements).
        units: the sources to run in order, each with a name for tracebacks.
        note: for any other state than answered, a sentence for the student.
    """

    state: State
    units: tuple[tuple[str, str], ...] = ()
    note: str = ""


def find_answer(function: str, cells: Sequence[Cell]) -> AnswerCode:
    """The code of the answer `function`."""
    everything = statements(cells)
    definitions = [one for one in everything if function in one.binds]
    if all(_is_stub(one.node, function) for one in definitions):
        return _without_answer(function, cells, stub_found=bool(definitions))
    needed = needed_for(function, everything, MOST_STATEMENTS)
    if needed is None:
        return AnswerCode(
            "broken",
            note=f"`{function}` needs more than {MOST_STATEMENTS:,} statements of the notebook; so many are not run. Write a"
            " loop or a list instead of so many lines, restart the kernel and run all cells.",
        )
    return AnswerCode("answered", tuple(_units(needed)))


def _units(needed: list[Statement]) -> list[tuple[str, str]]:
    """One unit for each statement, so that one that fails does not take its neighbours along."""
    return [(f"<answer, cell {one.cell}, part {i}>", one.source) for i, one in enumerate(needed)]


def _without_answer(function: str, cells: Sequence[Cell], *, stub_found: bool) -> AnswerCode:
    pattern = re.compile(rf"\bdef\s+{re.escape(function)}\b|^[ \t]*{re.escape(function)}[ \t]*=", re.MULTILINE)
    for cell in reversed(cells):
        if cell.problem and pattern.search(cell.source):
            return AnswerCode("broken", note=f"{cell.problem} Mend it, restart the kernel and run all cells.")
    if stub_found:
        return AnswerCode("not_started", note="This part has not been started yet.")
    return AnswerCode(
        "missing",
        note=f"The notebook has no cell with `def {function}(`. Copy that cell from a fresh notebook if yours was deleted.",
    )


def _is_stub(node: ast.stmt, function: str) -> bool:
    """Whether a definition is the untouched stub: nothing but a docstring and `raise NotImplementedError`, `...` or `pass`."""
    if not isinstance(node, ast.FunctionDef) or node.name != function:
        return False
    body = [one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    return all(isinstance(one, ast.Pass) or _raises_not_implemented(one) for one in body)


def _raises_not_implemented(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Raise):
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
