"""Change one place of a program's syntax tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

Replacement = ast.AST | list[ast.stmt]
"""What stands in a node's place: another node, or statements in place of a statement."""

Operator = Callable[[ast.AST], list[Replacement]]
"""What may stand in the place of a node; nothing when the operator does not apply to it."""


class _Swap(ast.NodeTransformer):
    """Puts a replacement in the place of the node at one position of the walk."""

    def __init__(self, position: int, replacement: Replacement) -> None:
        self.position, self.replacement, self.count = position, replacement, -1

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        self.count += 1
        if self.count == self.position:
            return self.replacement
        return self.generic_visit(node)


class _InOrder(ast.NodeVisitor):
    """Lists the nodes in the order in which `_Swap` counts them."""

    def __init__(self) -> None:
        self.nodes: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        self.nodes.append(node)
        self.generic_visit(node)


def nodes(tree: ast.AST) -> list[ast.AST]:
    """All nodes, in the order of their positions."""
    walk = _InOrder()
    walk.visit(tree)
    return walk.nodes


def swap(tree: ast.Module, position: int, replacement: Replacement) -> str:
    """The source of a copy of `tree` with one node replaced."""
    changed = _Swap(position, copy.deepcopy(replacement)).visit(copy.deepcopy(tree))
    assert isinstance(changed, ast.AST)
    return ast.unparse(ast.fix_missing_locations(changed))


def changes(source: str, operator: Operator) -> Iterator[tuple[str, str]]:
    """Apply an operator at every place, one at a time.

    Yields:
        The change in words ("norm > max_norm -> norm >= max_norm") and the changed source.
    """
    tree = ast.parse(source)
    for position, node in enumerate(nodes(tree)):
        for replacement in operator(node):
            yield f"{text(node)} -> {text(replacement)}", swap(tree, position, replacement)


def text(node: Replacement) -> str:
    """A node on one line; the head of a compound statement only."""
    if isinstance(node, list):
        return "; ".join(text(one) for one in node) or "nothing"
    if isinstance(node, (ast.keyword, ast.arguments)):
        return f"{node.arg}={ast.unparse(node.value)}" if isinstance(node, ast.keyword) else "arguments"
    if isinstance(node, ast.Pass):
        return "nothing"
    return ast.unparse(node).split("\n", 1)[0]


def pattern(code: str) -> ast.AST:
    """One expression, or one statement such as ``return x``, as a node.

    Raises:
        SyntaxError: it is neither.
    """
    if code.startswith("return"):
        function = ast.parse(f"def f():\n    {code}").body[0]
        assert isinstance(function, ast.FunctionDef)
        return function.body[0]
    statement = ast.parse(code).body[0]
    return statement.value if isinstance(statement, ast.Expr) else statement


def rewrite(change: str) -> Operator:
    """The operator of a change in words: ``old -> new``, each an expression or a statement.

    Raises:
        SyntaxError: one side is no Python.
    """
    old, new = (pattern(side.strip()) for side in change.split(" -> "))
    looked_for = ast.dump(old)
    return lambda node: [new] if ast.dump(node) == looked_for else []
