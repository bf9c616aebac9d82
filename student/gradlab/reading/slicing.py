"""Which statements of a notebook an answer needs.

A notebook trains networks and draws plots; an answer needs one function, its helpers, its constants and its imports. Only
those are run: grading takes a second instead of minutes, and a broken cell elsewhere costs the answer nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from gradlab.reading.cells import Cell
from gradlab.reading.statement import Statement


def statements(cells: Iterable[Cell]) -> list[Statement]:
    """All top-level statements, in order."""
    return [one for cell in cells for one in cell.statements]


def needed_for(name: str, everything: list[Statement], most: int) -> list[Statement] | None:
    """The statements that define `name` and whatever it refers to, in the order of the notebook; None if more than `most`.

    What comes after the cell of the answer counts only for names that are not set before: a loop variable of a later demo
    must not take the place of a helper.
    """
    last = max((one.cell for one in everything if name in one.binds), default=0)
    early = [one for one in everything if one.cell <= last]
    set_early = {bound for one in early for bound in one.binds}
    modules = {alias for one in everything if _is_import(one.node) for alias in one.binds}
    # By name, once: looking through all statements for each name takes minutes for a notebook of 50,000 statements.
    relevant: dict[str, list[int]] = {}
    for i, one in enumerate(everything):
        for concerned in one.binds | (one.changes - modules):
            relevant.setdefault(concerned, []).append(i)
    wanted, pending = set(), {name}
    chosen = {i for i, one in enumerate(early) if _is_star_import(one.node)}
    while pending:
        current = pending.pop()
        wanted.add(current)
        for i in relevant.get(current, ()):
            if i not in chosen and (i < len(early) or current not in set_early):
                if len(chosen) == most:
                    return None
                chosen.add(i)
                pending |= (everything[i].uses | everything[i].changes) - wanted
    return [everything[i] for i in sorted(chosen)] if len(chosen) <= most else None


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _is_star_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
