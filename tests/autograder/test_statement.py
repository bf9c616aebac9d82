from __future__ import annotations

import ast
import symtable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradlab.reading.cells import parse
from gradlab.reading.statement import Statement

TOOLKIT = sorted((Path(__file__).parents[2] / "student" / "gradlab").rglob("*.py"))


def only(source: str) -> Statement:
    (statement,) = parse(source, 1).statements
    return statement


def uses_by_symtable(statement: Statement) -> set[str]:
    """The names it uses as the standard library's own symbols tell them: slower, and by another way through the source."""
    (function,) = ast.parse("def _(): pass").body
    assert isinstance(function, ast.FunctionDef)
    annotated = {
        one.target.id
        for one in ast.walk(statement.node)
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }
    shared = sorted(statement.binds - annotated)
    function.body = [*([ast.Global(shared)] if shared else []), statement.node]
    try:
        module = symtable.symtable(ast.unparse(function), "<cell>", "exec")
    except SyntaxError:
        return set()
    return {name for table in module.get_children() for name in _globals_of(table, own=True)}


def _globals_of(table: symtable.SymbolTable, *, own: bool = False) -> set[str]:
    names = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_global() and (symbol.is_referenced() or (symbol.is_declared_global() and not own))
    }
    return names.union(*(_globals_of(child) for child in table.get_children()))


NAMES = st.sampled_from("abcdef")
EXPRESSIONS = st.recursive(
    NAMES | st.just("1") | st.just("'é'"),
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("{}({})".format, NAMES, inner),
        st.builds("{}.g[{}]".format, NAMES, inner),
        st.builds("[{} for {} in {} if {}]".format, inner, NAMES, inner, inner),
        st.builds("(lambda {}: {})".format, NAMES, inner),
        st.builds("f'{{{}}}'".format, NAMES),
    ),
    max_leaves=5,
)


def block(lines: list[str]) -> str:
    return "".join(f"    {line}\n" for one in lines for line in one.split("\n") if line) or "    pass\n"


SIMPLE = st.one_of(
    st.builds("{} = {}".format, NAMES, EXPRESSIONS),
    st.builds("{} += {}".format, NAMES, EXPRESSIONS),
    st.builds("{}.x = {}".format, NAMES, EXPRESSIONS),
    st.builds("import {} as {}".format, NAMES, NAMES),
    st.builds("({} := {})".format, NAMES, EXPRESSIONS),
    st.builds("return {}".format, EXPRESSIONS),
    st.builds("# {}; and a remark".format, NAMES),
    EXPRESSIONS,
)
STATEMENTS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds("{}; {}".format, SIMPLE, SIMPLE),
        st.builds("if {}:\n{}else:\n{}".format, EXPRESSIONS, st.lists(inner).map(block), st.lists(inner).map(block)),
        st.builds("for {} in {}:\n{}".format, NAMES, EXPRESSIONS, st.lists(inner).map(block)),
        st.builds(
            "try:\n{}except {} as {}:\n{}".format, inner.map(lambda one: block([one])), NAMES, NAMES, st.just(block([]))
        ),
        st.builds("def {}({}={}):\n{}".format, NAMES, NAMES, EXPRESSIONS, st.lists(inner).map(block)),
        st.builds("@{}\nclass {}({}):\n{}".format, NAMES, NAMES, NAMES, st.lists(inner).map(block)),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=4))
def test_text_and_names_of_any_statement_are_those_of_its_syntax_tree(sources: list[str]) -> None:
    for statement in parse("\n".join(sources), 1).statements:
        assert ast.dump(ast.Module(ast.parse(statement.source).body, [])) == ast.dump(ast.Module([statement.node], []))
        assert statement.uses == uses_by_symtable(statement)


@pytest.mark.parametrize("file", TOOLKIT, ids=lambda path: path.stem)
def test_text_and_names_are_right_for_code_as_people_write_it(file: Path) -> None:
    for statement in parse(file.read_text(encoding="utf-8"), 1).statements:
        assert ast.dump(ast.Module(ast.parse(statement.source).body, [])) == ast.dump(ast.Module([statement.node], []))
        assert statement.uses == uses_by_symtable(statement)


def test_the_source_is_what_the_student_wrote() -> None:
    cell = "x=1 ;  y = [1,\n  2]  # two\n\x0c\n@(  # @here\n  cached)\ndef f( a ):\n    return  a # as it is\n\né = 'é'; z=é"
    assert [one.source for one in parse(cell, 1).statements] == [
        "x=1",
        "y = [1,\n  2]",
        "@(  # @here\n  cached)\ndef f( a ):\n    return  a",
        "é = 'é'",
        "z=é",
    ]


LONG_NUMBER = "def answer(x):\n    return helper(x, 0x" + "f" * 6_000 + ")"
"""Python reads it, and does not write it: so many digits are no decimal number any more."""


@pytest.mark.parametrize(
    "source",
    [
        LONG_NUMBER,
        "def answer(x):\n    return f\"{helper['a\u00a0b']}\"",  # a blank that does not break, as copied from a page
        "def answer(x):\n    return f'''{helper}\"\"\"{x}\\'\\'\\'\n'''",  # Python 3.10 writes this one wrongly
    ],
    ids=["long number", "blank in an f-string", "three quotes of both kinds"],
)
def test_what_python_reads_but_does_not_write_again_is_taken_as_it_stands(source: str) -> None:
    statement = only(source)
    assert statement.source == source
    assert statement.uses == {"helper"}


def test_a_function_with_the_name_top_keeps_its_own_variables_to_itself() -> None:
    assert only("def top(y):\n    x = y\n    return x").uses == set()


def test_a_form_feed_in_front_of_a_line_hides_no_name() -> None:
    assert only("def f():\n\x0c    return helper").uses == {"helper"}


def test_a_name_bound_deep_inside_blocks_is_found() -> None:
    source = "".join(" " * depth + "if a:\n" for depth in range(40)) + " " * 40 + "deep = [i for i in (b := c)]"
    assert only(source).binds == {"deep", "b"}
