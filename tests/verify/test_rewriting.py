"""Changing one place of a syntax tree."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instructor.verifying.operators import GENERIC, comparison, constant, guard, statement
from instructor.verifying.rewriting import changes, nodes, rewrite, swap

SOURCE = """
def f(x, limit=1.0):
    \"\"\"Words.\"\"\"
    if x > limit:
        x = limit
    return x + 2
"""


def test_a_comparison_gives_two_mutants_named_by_their_change() -> None:
    found = dict(changes(SOURCE, comparison))
    assert set(found) == {"x > limit -> x >= limit", "x > limit -> x < limit"}
    assert "if x >= limit:" in found["x > limit -> x >= limit"]


def test_every_number_is_changed_alone_and_documentation_never() -> None:
    found = dict(changes(SOURCE, constant))
    assert set(found) == {"1.0 -> 2.0", "2 -> 3"}
    assert "limit=1.0" in found["2 -> 3"]


def test_a_guard_is_always_or_never_taken() -> None:
    always, never = (source for _, source in changes(SOURCE, guard))
    assert "if" not in always
    assert "x = limit" in always
    assert "x = limit" not in never


def test_a_return_that_is_left_out_gives_none() -> None:
    scope: dict[str, object] = {}
    exec(dict(changes(SOURCE, statement))["return x + 2 -> x + 2"], scope)
    assert scope["f"](5) is None  # type: ignore[operator]


def test_a_written_change_is_found_by_structure_and_not_by_spelling() -> None:
    assert list(changes("y = a*( b )", rewrite("a * b -> a / b"))) == [("a * b -> a / b", "y = a / b")]


def test_a_written_change_may_replace_a_return() -> None:
    assert "return -x" in next(changes(SOURCE, rewrite("return x + 2 -> return -x")))[1]


def test_a_written_change_that_is_no_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        rewrite("x + -> x")


@given(st.sampled_from(sorted(GENERIC)), st.integers(0, 30))
def test_a_mutant_is_valid_python_and_differs_from_its_original(operator: str, number: int) -> None:
    made = list(changes(SOURCE, GENERIC[operator]))
    for _, source in made[number : number + 1]:
        assert ast.dump(ast.parse(source)) != ast.dump(ast.parse(SOURCE))


def test_swapping_a_node_for_itself_changes_nothing() -> None:
    tree = ast.parse(SOURCE)
    for position, node in enumerate(nodes(tree)):
        if isinstance(node, (ast.expr, ast.stmt)):
            assert swap(tree, position, node) == ast.unparse(tree)
