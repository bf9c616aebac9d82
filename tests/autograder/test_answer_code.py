from __future__ import annotations

import pytest

from gradlab.reading.answer_code import MOST_STATEMENTS, AnswerCode, find_answer
from gradlab.reading.cells import parse_cells

DONE = "def clip(g):\n    return g"
STUB = 'def clip(g):\n    """Clip."""\n    raise NotImplementedError("clip is not started yet")'
NOT_STARTED = AnswerCode("not_started", note="This part has not been started yet.")


def answer(*cells: str, name: str = "clip") -> AnswerCode:
    return find_answer(name, parse_cells(cells))


def sources(found: AnswerCode) -> list[str]:
    return [source for _, source in found.units]


def test_an_answer_comes_with_what_it_needs_one_unit_for_each_statement() -> None:
    found = answer("import numpy as np", "x = 1", "def clip(g):\n    return np.clip(g, 0, 1)")
    assert found.state == "answered"
    assert found.note == ""
    assert [name for name, _ in found.units] == ["<answer, cell 1, part 0>", "<answer, cell 3, part 1>"]
    assert sources(found) == ["import numpy as np", "def clip(g):\n    return np.clip(g, 0, 1)"]


@pytest.mark.parametrize(
    "body",
    [
        "raise NotImplementedError('not started')",
        "raise NotImplementedError",
        '"""Clip."""\n    raise NotImplementedError()',
        "pass",
        "...",
        '"""Clip."""',
        '"""Clip."""\n    ...',
        '"""Clip."""\n    # my answer\n    pass',
    ],
)
def test_every_form_of_an_untouched_stub_is_not_started(body: str) -> None:
    assert answer(f"def clip(g):\n    {body}") == NOT_STARTED


@pytest.mark.parametrize(
    "body", ["return g", "return None", "x = 1\n    raise NotImplementedError", "raise ValueError('no')", "g.sort()"]
)
def test_a_stub_in_which_something_was_written_is_an_answer(body: str) -> None:
    assert answer(f"def clip(g):\n    {body}").state == "answered"


@pytest.mark.parametrize(
    "source",
    [
        "clip = lambda g: g",
        "clip = tf.function(lambda g: g)",
        "async def clip(g):\n    return g",
        "if True:\n    def clip(g):\n        return g",
        "try:\n    def clip(g):\n        return g\nexcept Exception:\n    pass",
        "class clip:\n    pass",
        "from helpers import clip",
        "from helpers import clip_all as clip",
        "@decorated\ndef clip(g):\n    return g",
    ],
)
def test_whatever_binds_the_name_is_an_answer(source: str) -> None:
    assert sources(answer(source)) == [source]


def test_a_deleted_cell_is_missing_and_says_what_to_do() -> None:
    assert answer("x = 1", "def clip_all(g):\n    return g") == AnswerCode(
        "missing",
        note="The notebook has no cell with `def clip(`. Copy that cell from a fresh notebook if yours was deleted.",
    )


def test_a_notebook_without_cells_lacks_the_answer() -> None:
    assert answer().state == "missing"


def test_a_definition_inside_a_function_or_a_text_is_none() -> None:
    assert (
        answer("def other():\n    def clip(g):\n        return g", "text = 'def clip(g): return g'").state == "missing"
    )


@pytest.mark.parametrize(
    "source", ["def clip(g:\n    return g", "clip = lambda g: (", "x = 1\ndef  clip(g)\n    return g"]
)
def test_an_answer_that_python_cannot_read_is_broken_and_says_where(source: str) -> None:
    found = answer("a = 1", source)
    assert (found.state, found.units) == ("broken", ())
    assert found.note.startswith("Python cannot read this cell: ")
    assert found.note.endswith(" Mend it, restart the kernel and run all cells.")


def test_the_sentence_about_a_syntax_error_names_the_line() -> None:
    assert (
        answer("x = 1\ndef clip(g)\n    return g").note
        == "Python cannot read this cell: expected ':' in line 2 (`def clip(g)`). Mend it, restart the kernel and run all"
        " cells."
    )


def test_a_syntax_error_elsewhere_costs_the_answer_nothing() -> None:
    assert answer("def (", DONE, "also broken (").state == "answered"


def test_a_broken_copy_beside_the_untouched_stub_is_broken() -> None:
    assert answer(STUB, "def clip(g:\n    return g").state == "broken"
    assert answer("def clip(g:\n    return g", STUB).state == "broken"


def test_a_broken_copy_beside_an_answer_is_left_out() -> None:
    assert sources(answer(DONE, "def clip(g:\n    return g")) == [DONE]


def test_of_two_copies_both_run_in_order_so_that_the_last_one_counts() -> None:
    second = "def clip(g):\n    return 2 * g"
    assert sources(answer(DONE, second)) == [DONE, second]


def test_an_answer_above_a_copied_stub_is_an_answer() -> None:
    assert answer(DONE, STUB).state == "answered"


def test_two_stubs_are_not_started() -> None:
    assert answer(STUB, STUB) == NOT_STARTED


def test_an_answer_under_a_measuring_magic_is_found_and_under_another_language_is_not() -> None:
    assert answer("%%time\n" + DONE).state == "answered"
    assert answer("%%bash\n" + DONE).state == "missing"


def test_a_long_answer_is_kept_in_full() -> None:
    long = "def clip(g):\n" + "\n".join(f"    value_{i} = {i}" for i in range(2_000)) + "\n    return g"
    assert sources(answer(long)) == [long]


def test_an_answer_that_needs_thousands_of_statements_is_not_run_and_says_so() -> None:
    found = answer("x = 1\n" * MOST_STATEMENTS + "def clip(g):\n    return x")
    assert (found.state, found.units) == ("broken", ())
    assert found.note.startswith("`clip` needs more than 5,000 statements of the notebook; so many are not run.")
    assert answer("x = 1\n" * (MOST_STATEMENTS - 1) + "def clip(g):\n    return x").state == "answered"


def test_half_a_million_empty_lines_before_a_broken_answer_take_no_time_with_their_number_squared() -> None:
    found = answer("(" + "\n" * 500_000 + "clip = )")
    assert found.state == "broken"
