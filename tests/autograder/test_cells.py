from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradlab.reading.cells import TRANSPARENT_MAGICS, parse, without_magics
from gradlab.reading.loading import load


def code(source: str) -> str:
    """The cell's Python, put into one form."""
    cell = parse(source, 1)
    assert cell.problem == ""
    return "\n".join(ast.unparse(one.node) for one in cell.statements)


@pytest.mark.parametrize("magic", TRANSPARENT_MAGICS)
def test_under_a_magic_that_only_measures_the_cell_is_python(magic: str) -> None:
    assert code(f"{magic}\na = 1") == "a = 1"


def test_a_cell_magic_may_follow_empty_lines() -> None:
    assert code("\n\n%%time\na = 1") == "a = 1"


@pytest.mark.parametrize("magic", ["%%bash", "%%writefile a.py", "%%html", "%%javascript", "%%script python"])
def test_under_another_language_the_cell_is_empty(magic: str) -> None:
    assert code(f"{magic}\ndef clip_gradients(): pass") == ""


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "!pip install keras",
        "!echo 'it",
        "model.fit?",
        "model.fit??",
        "?model.fit",
        "??model.fit",
        "files = !ls",
        "result = %timeit -o f()",
        "%time f(x)",
        "    %time f(x)",
        "!pip install keras \\\n    tensorflow \\\n    numpy",
    ],
)
def test_a_line_for_ipython_is_taken_out_and_its_neighbours_stay(line: str) -> None:
    assert code(f"if True:\n    a = 1\n{line}\nb = 2").replace("    pass\n", "").replace("pass\n", "").endswith("b = 2")


def test_a_block_of_nothing_but_a_magic_stays_a_block() -> None:
    assert code("for i in range(3):\n    %time f(i)\nb = 2") == "for i in range(3):\n    pass\nb = 2"


def test_line_numbers_stay() -> None:
    cell = parse("%%time\n%matplotlib inline\n!ls\na = 1", 1)
    assert cell.statements[-1].node.lineno == 4


def test_a_percent_sign_at_the_beginning_of_a_line_of_text_is_no_magic() -> None:
    source = 'text = """\n%%bash\n%d items\n!important\nreally?\n"""'
    assert code(source) == code(source.replace("\n%%bash", "\\n%%bash"))
    assert "%%bash\n%d items\n!important\nreally?" in ast.literal_eval(parse(source, 1).statements[0].node.value)  # type: ignore[attr-defined]


def test_a_line_that_ends_in_a_question_is_kept_beside_a_magic() -> None:
    source = '%matplotlib inline\nnorm = length(g)  # is this right?\nprint("done?")'
    assert code(source) == "pass\nnorm = length(g)\nprint('done?')"


def test_text_that_looks_like_a_magic_is_kept_beside_a_real_one() -> None:
    source = '%matplotlib inline\ntext = """\n%d items\n!important\n"""'
    assert "'\\n%d items\\n!important\\n'" in code(source)


def test_a_cell_of_many_shell_lines_is_read() -> None:
    assert code("\n".join(["!ls"] * 100 + ["b = 2"])).endswith("b = 2")


@pytest.mark.parametrize("blank", [" ", "\t", "\x0c"])
def test_a_line_of_half_a_million_blanks_takes_no_time_with_its_length_squared(blank: str) -> None:
    assert parse("!ls\n" + blank * 500_000 + "a $", 1).problem


def test_windows_line_ends_are_read() -> None:
    assert code("%%time\r\na = 1\r\nb = 2") == "a = 1\nb = 2"


@pytest.mark.parametrize("source", ["", "\n\n", "# a comment", "   "])
def test_a_cell_without_code_has_no_statements(source: str) -> None:
    assert parse(source, 1).statements == ()


def test_a_syntax_error_names_its_line() -> None:
    cell = parse("a = 1\ndef f(:\n    pass", 4)
    assert (cell.number, cell.statements) == (4, ())
    assert cell.problem == "Python cannot read this cell: invalid syntax in line 2 (`def f(:`)."


def test_a_syntax_error_after_a_form_feed_or_line_separator_names_the_right_line() -> None:
    assert "in line 2 (`b = )`)" in parse("a = '\u2028\u2029\x0b'\nb = )", 1).problem


@pytest.mark.parametrize("source", ["a = 1\x00", "a = '\ud800'", "(" * 300 + ")" * 300, "a = " + "-" * 50_000 + "1"])
def test_what_no_parser_takes_is_a_problem_and_no_crash(source: str) -> None:
    assert parse(source, 1).problem.startswith("Python cannot read this cell: ")


@pytest.mark.parametrize("terms", [150, 300, 600, 1_000, 3_000])
def test_a_long_chain_is_either_read_and_written_again_or_a_problem(terms: int) -> None:
    cell = parse("total = " + " + ".join(["1"] * terms), 1)
    assert cell.problem or ast.unparse(cell.statements[0].node)


def test_warnings_of_the_parser_are_kept_quiet(recwarn: pytest.WarningsRecorder) -> None:
    source = "a = '\\d'\nb = 1 is 1"
    assert code(source) == "a = '\\\\d'\nb = 1 is 1"
    assert [one.uses for one in parse(source, 1).statements] == [frozenset(), frozenset()]
    assert load([("<answer>", source), ("<answer>", "f = print")], "f") == (print, "")
    assert not recwarn.list


@given(st.text(st.sampled_from("ab =\n\t%!?#'\"()[]{}:,\\\r;@$\x0c\u2028"), max_size=40))
def test_no_cell_whatsoever_raises(source: str) -> None:
    parse(source, 1)


@given(st.text(st.sampled_from("ab =\n%!?#'\"()"), max_size=40))
def test_taking_magics_out_keeps_the_number_of_lines_or_empties_the_cell(source: str) -> None:
    found = without_magics(source)
    assert found == "" or found.count("\n") == source.count("\n")
