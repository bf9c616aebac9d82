"""One top-level statement of a notebook: its text, and the global names that it sets, changes and may read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gradlab.reading.names_set import names_set
from gradlab.reading.names_used import names_used

_BETWEEN_STATEMENTS = re.compile(rb"[\s;\\]+|#[^\n]*")


@dataclass(frozen=True, eq=False)
class Statement:
    """One top-level statement of a notebook.

    Attributes:
        cell: the number of its cell.
        node: its syntax tree.
        source: its text as the student wrote it. Not `ast.unparse`, which raises for what Python reads (a number of 5,000
            hexadecimal digits), writes a few f-strings wrongly, and makes two hundred characters of one in a deep block.
    """

    cell: int
    node: ast.stmt
    source: str

    @cached_property
    def binds(self) -> frozenset[str]:
        """Global names that running it sets."""
        return names_set(self.node)

    @cached_property
    def changes(self) -> frozenset[str]:
        """Names whose object it changes: `x.append(1)`, `x[0] = 1`, `x.a = 1`."""
        node = self.node
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
        ):
            return frozenset(_root(node.value.func.value))
        targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else []
        if isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            targets = [node.target]
        places = [target for target in targets if isinstance(target, (ast.Attribute, ast.Subscript))]
        return frozenset(name for place in places for name in _root(place))

    @cached_property
    def uses(self) -> frozenset[str]:
        """Global names that it, or a function defined in it, may read."""
        return names_used(self.node, self.source, self.binds)


def statements_of(tree: ast.Module, source: str, cell: int) -> Iterator[Statement]:
    """The statements of a cell that was parsed from `source`, which has no line ends but newlines."""
    text = source.encode()  # the tree counts columns in bytes
    lines = [0, *(newline.end() for newline in re.finditer(b"\n", text))]
    end = 0
    for node in tree.body:
        begin = end  # not where the node says, which leaves its decorators out
        while between := _BETWEEN_STATEMENTS.match(text, begin):
            begin = between.end()
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        end = lines[node.end_lineno - 1] + node.end_col_offset
        yield Statement(cell, node, text[begin:end].decode())


def _root(node: ast.expr) -> list[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return [node.id] if isinstance(node, ast.Name) else []
