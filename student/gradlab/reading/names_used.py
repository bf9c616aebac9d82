"""Which global names a statement, and the functions in it, may read."""

from __future__ import annotations

# What the standard library's symtable is made of: its own symbols each look through all inner functions, minutes for 50,000.
import _symtable  # type: ignore[import-not-found]
import ast
import re
from collections.abc import Iterable
from typing import Any

from gradlab.reading.quiet import quiet_parser

_GLOBAL = (_symtable.GLOBAL_IMPLICIT, _symtable.GLOBAL_EXPLICIT)
_PAST_FORM_FEED = re.compile(r"^[ \t\f]*\f", re.MULTILINE)


def names_used(statement: ast.stmt, source: str, sets: Iterable[str]) -> frozenset[str]:
    """Global names that are read, or declared global in a function inside (`n += 1` does not count as reading).

    Args:
        statement: its syntax tree.
        source: its text.
        sets: the global names that it sets.

    Returns:
        The names; none for what no function may hold, such as a star import.
    """
    try:
        with quiet_parser():
            module = _symtable.symtable(_inside_a_function(statement, source, sets), "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    names: set[str] = set()
    waiting: list[Any] = []
    for function in module.children:
        names.update(name for name, flags in function.symbols.items() if _scope(flags) in _GLOBAL and _is_read(flags))
        waiting += function.children
    while waiting:
        table = waiting.pop()
        names.update(
            name
            for name, flags in table.symbols.items()
            if _scope(flags) == _symtable.GLOBAL_EXPLICIT or (_scope(flags) in _GLOBAL and _is_read(flags))
        )
        waiting += table.children
    return frozenset(names)


def _scope(flags: int) -> int:
    return int(flags >> _symtable.SCOPE_OFF & _symtable.SCOPE_MASK)


def _is_read(flags: int) -> bool:
    return bool(flags & _symtable.USE)


def _inside_a_function(statement: ast.stmt, source: str, sets: Iterable[str]) -> str:
    """The statement as the body of a function that declares its names global.

    There the variables of a comprehension are its own in every version of Python; at the top of a module they are listed
    among the module's names from 3.12 on. The blank before every line of the source changes its texts, but no name.
    """
    annotated = {
        one.target.id
        for one in ast.walk(statement)
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }
    shared = sorted(set(sets) - annotated)
    # A form feed counts as the beginning of its line, also behind a blank.
    lines = [*([f"global {', '.join(shared)}"] if shared else []), *_PAST_FORM_FEED.sub("", source).split("\n")]
    return "def _():\n" + "".join(f" {line}\n" for line in lines)
