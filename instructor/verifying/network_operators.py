"""Mutation operators for functions that build a Keras network, named as DeepCrime and DeepMutation name theirs.

DeepCrime: Humbatova, Jahangirova and Tonella, ISSTA 2021. DeepMutation: Ma et al., ISSRE 2018. Operators that change data,
the number of epochs or the batch size do not apply: a network's function has none of these.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from instructor.verifying.rewriting import Operator, Replacement, pattern

REMOVED = "removed"
"""In place of a value: the argument is left out."""


def _called(node: ast.AST) -> str:
    """Last part of the name of what is called."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _with_keyword(call: ast.Call, name: str, value: str) -> ast.Call:
    others = [one for one in call.keywords if one.arg != name]
    if value == REMOVED:
        return ast.Call(call.func, call.args, others)
    expression = pattern(value)
    assert isinstance(expression, ast.expr)
    return ast.Call(call.func, call.args, [*others, ast.keyword(name, expression)])


def _is_hidden(node: ast.AST) -> bool:
    """Whether a node is a hidden layer with weights: a Dense whose activation is not the output's softmax."""
    if not isinstance(node, ast.Call) or _called(node) != "Dense":
        return False
    return "softmax" not in ast.unparse(node)


def _hidden(name: str) -> Callable[[str], Operator]:
    """An argument of every hidden layer set to a value."""

    def with_value(value: str) -> Operator:
        def operator(node: ast.AST) -> list[Replacement]:
            return [_with_keyword(node, name, value)] if isinstance(node, ast.Call) and _is_hidden(node) else []

        return operator

    return with_value


def _output(name: str) -> Callable[[str], Operator]:
    """An argument of the output layer set to a value."""

    def with_value(value: str) -> Operator:
        def operator(node: ast.AST) -> list[Replacement]:
            output = isinstance(node, ast.Call) and _called(node) == "Dense" and not _is_hidden(node)
            return [_with_keyword(node, name, value)] if output and isinstance(node, ast.Call) else []

        return operator

    return with_value


def _compile(name: str) -> Callable[[str], Operator]:
    """An argument of ``compile`` set to a value."""

    def with_value(value: str) -> Operator:
        def operator(node: ast.AST) -> list[Replacement]:
            found = isinstance(node, ast.Call) and _called(node) == "compile"
            return [_with_keyword(node, name, value)] if found and isinstance(node, ast.Call) else []

        return operator

    return with_value


def _is_optimizer(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("keras.optimizers.")


def _optimizer(value: str) -> Operator:
    """Another optimizer with the same arguments."""

    def operator(node: ast.AST) -> list[Replacement]:
        if not isinstance(node, ast.Call) or not _is_optimizer(node):
            return []
        name = pattern(f"keras.optimizers.{value}")
        assert isinstance(name, ast.expr)
        return [ast.Call(name, node.args, node.keywords)]

    return operator


def _learning_rate(value: str) -> Operator:
    def operator(node: ast.AST) -> list[Replacement]:
        return (
            [_with_keyword(node, "learning_rate", value)] if isinstance(node, ast.Call) and _is_optimizer(node) else []
        )

    return operator


def _clipping(value: str) -> Operator:
    """Other clipping arguments: ``clipvalue=0.5``, or none at all."""

    def operator(node: ast.AST) -> list[Replacement]:
        if not isinstance(node, ast.Call) or not _is_optimizer(node):
            return []
        bare = ast.Call(node.func, node.args, [one for one in node.keywords if "clip" not in str(one.arg)])
        if value == REMOVED:
            return [bare]
        name, _, limit = value.partition("=")
        return [_with_keyword(bare, name, limit)]

    return operator


def _layer_after(value: str) -> Operator:
    """One more layer after every hidden one."""

    def operator(node: ast.AST) -> list[Replacement]:
        adds_hidden = isinstance(node, ast.Expr) and _called(node.value) == "add" and _adds_hidden(node.value)
        if not adds_hidden or not isinstance(node, ast.Expr):
            return []
        return [[node, ast.parse(f"model.add({value})").body[0]]]

    return operator


def _adds_hidden(call: ast.AST) -> bool:
    return isinstance(call, ast.Call) and any(_is_hidden(argument) for argument in call.args)


def _layers(value: str) -> Operator:
    """Another number of hidden layers."""

    def operator(node: ast.AST) -> list[Replacement]:
        return [pattern(f"range({value})")] if _called(node) == "range" else []

    return operator


NETWORK: dict[str, Callable[[str], Operator]] = {
    "ACH": _hidden("activation"),
    "ACH_output": _output("activation"),
    "ARM": _hidden("activation"),
    "AAL": lambda value: _layer_after(f"keras.layers.Activation({value})"),
    "WCI": _hidden("kernel_initializer"),
    "WAB": _hidden("bias_initializer"),
    "WRB": _hidden("use_bias"),
    "OCG": _clipping,
    "OCH": _optimizer,
    "HLR": _learning_rate,
    "LCH": _compile("loss"),
    "RCD": lambda value: _layer_after(f"keras.layers.Dropout({value})"),
    "RAW": _hidden("kernel_regularizer"),
    "LR": _layers,
    "LAs": _layer_after,
    "LD": _hidden("trainable"),
}
"""By code. Each takes a value (Python source, or `REMOVED`) and gives an operator.

ACH change, ARM remove, AAL add an activation; WCI change the initial weights; WAB, WRB add, remove a bias; OCG change the
clipping; OCH change the optimizer; HLR the learning rate; LCH the loss; RCD change the dropout; RAW add a penalty on
weights; LR remove layers; LAs add layers; LD a layer that no longer learns.
"""
