"""Which statements of a notebook an answer needs.

A notebook trains networks and draws plots; an answer needs one function, its helpers, its constants and its imports. Only
those are run: grading takes a second instead of minutes, and a broken cell elsewhere costs the answer nothing.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from gradlab.reading.cells import Cell


@dataclass(frozen=True, eq=False)
class Statement:
    """One top-level statement of a notebook."""

    cell: int
    node: ast.stmt

    @cached_property
    def source(self) -> str:
        return ast.unparse(self.node)

    @cached_property
    def binds(self) -> frozenset[str]:
        """Global names that running it sets."""
        return frozenset(_bound([self.node]))

    @cached_property
    def changes(self) -> frozenset[str]:
        """Names whose object it changes: `x.append(1)`, `x[0] = 1`, `x.a = 1`."""
        node = self.node
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
        ):
            return _root(node.value.func.value)
        targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else []
        if isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            targets = [node.target]
        found: frozenset[str] = frozenset()
        for target in targets:
            if isinstance(target, (ast.Attribute, ast.Subscript)):
                found |= _root(target)
        return found

    @cached_property
    def uses(self) -> frozenset[str]:
        """Global names that it, or a function defined in it, may read."""
        try:
            table = symtable.symtable(_inside_a_function(self.node, self.binds), "<cell>", "exec")
        except (SyntaxError, ValueError, RecursionError):  # what no function may hold: a star import, say
            return frozenset()
        return frozenset().union(*(_globals_of(function, own=True) for function in table.get_children()))


def statements(cells: Iterable[Cell]) -> list[Statement]:
    """All top-level statements, in order."""
    return [Statement(cell.number, node) for cell in cells for node in cell.statements]


def needed_for(name: str, everything: list[Statement]) -> list[Statement]:
    """The statements that define `name` and whatever it refers to, in the order of the notebook.

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
                chosen.add(i)
                pending |= (everything[i].uses | everything[i].changes) - wanted
    return [everything[i] for i in sorted(chosen)]


def _bound(nodes: Iterable[ast.stmt]) -> set[str]:
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        else:
            for field in ("body", "orelse", "finalbody"):
                names |= _bound(getattr(node, field, []))
            for handler in getattr(node, "handlers", []):
                names |= _bound(handler.body)
            for case in getattr(node, "cases", []):
                names |= _bound(case.body)
            names |= _stored(node)
    return names


def _stored(node: ast.stmt) -> set[str]:
    """Names stored by the statement's own expressions and targets, not by functions or comprehensions inside it."""
    names, stack = set(), [node]  # type: set[str], list[ast.AST]
    while stack:
        one = stack.pop()
        if isinstance(one, ast.Name) and isinstance(one.ctx, (ast.Store, ast.Del)):
            names.add(one.id)
        if isinstance(one, (ast.MatchAs, ast.MatchStar)) and one.name:
            names.add(one.name)
        if isinstance(one, ast.MatchMapping) and one.rest:
            names.add(one.rest)
        if isinstance(one, ast.comprehension):
            stack.extend([one.iter, *one.ifs])
        elif one is node or not isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            stack.extend(ast.iter_child_nodes(one))
    return names


def _root(node: ast.expr) -> frozenset[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return frozenset({node.id}) if isinstance(node, ast.Name) else frozenset()


def _inside_a_function(node: ast.stmt, binds: Iterable[str]) -> str:
    """The statement as the body of a function that declares its names global.

    There the variables of a comprehension are its own in every version of Python; at the top of a module they are listed
    among the module's names from 3.12 on.
    """
    (function,) = ast.parse("def _(): pass").body
    assert isinstance(function, ast.FunctionDef)
    annotated = {
        one.target.id for one in ast.walk(node) if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }
    shared = sorted(set(binds) - annotated)
    function.body = [*([ast.Global(shared)] if shared else []), node]
    return ast.unparse(function)


def _globals_of(table: symtable.SymbolTable, *, own: bool = False) -> set[str]:
    """Global names that a function reads, or declares global (`n += 1` does not count as reading); inner ones included."""
    names = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_global() and (symbol.is_referenced() or (symbol.is_declared_global() and not own))
    }
    return names.union(*(_globals_of(child) for child in table.get_children()))


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _is_star_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
