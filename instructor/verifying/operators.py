"""Mutation operators for any Python function: comparisons, constants, conditions, statements."""

from __future__ import annotations

import ast

from instructor.verifying.rewriting import Operator, Replacement

_OTHERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}


def comparison(node: ast.AST) -> list[Replacement]:
    """Another comparison in place of a single one."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return []
    return [ast.Compare(node.left, [other()], node.comparators) for other in _OTHERS.get(type(node.ops[0]), ())]


def constant(node: ast.AST) -> list[Replacement]:
    """A number one larger; a truth value turned round."""
    if not isinstance(node, ast.Constant):
        return []
    if isinstance(node.value, bool):
        return [ast.Constant(not node.value)]
    return [ast.Constant(node.value + 1)] if isinstance(node.value, (int, float)) else []


def arithmetic(node: ast.AST) -> list[Replacement]:
    """Plus for minus, times for divided by, and back."""
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        return [ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right)]
    return []


def connective(node: ast.AST) -> list[Replacement]:
    """Or for and, and back; a negation dropped."""
    if isinstance(node, ast.BoolOp):
        return [ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)]
    return [node.operand] if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else []


def guard(node: ast.AST) -> list[Replacement]:
    """A condition that is always, or never, taken to hold."""
    if isinstance(node, ast.If):
        return [node.body, node.orelse or [ast.Pass()]]
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else []


def swapped_branches(node: ast.AST) -> list[Replacement]:
    """The branches of a conditional expression exchanged."""
    return [ast.IfExp(node.test, node.orelse, node.body)] if isinstance(node, ast.IfExp) else []


def statement(node: ast.AST) -> list[Replacement]:
    """A call, an assignment or a return left out; documentation stays."""
    if isinstance(node, ast.Return) and node.value is not None:
        return [ast.Expr(node.value)]
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        return [ast.Pass()]
    if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
        return [ast.Pass()]
    return []


GENERIC: dict[str, Operator] = {
    "comparison": comparison,
    "constant": constant,
    "arithmetic": arithmetic,
    "connective": connective,
    "guard": guard,
    "branches": swapped_branches,
    "statement": statement,
}
"""By the name under which the table of mutants lists them."""
