from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gradlab.reading.cells import parse, parse_cells
from gradlab.reading.slicing import needed_for, statements

OTHER_PYTHONS = [
    path
    for version in ("3.10", "3.12", "3.13")
    for path in sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))[:1]
]


def needed(name: str, *cells: str) -> list[str]:
    """The statements that `name` needs in a notebook of these cells, in one form."""
    everything = statements(parse_cells(cells))
    found = needed_for(name, everything, most=100)
    assert found is not None
    return [one.source for one in found]


def uses(source: str) -> set[str]:
    return set(parse(source, 1).statements[0].uses)


def binds(source: str) -> set[str]:
    return set(parse(source, 1).statements[0].binds)


ANSWER = "def answer(x):\n    return helper(x)"
HELPER = "def helper(x):\n    return x"


def test_a_helper_and_a_constant_from_cells_before_come_along_and_the_rest_does_not() -> None:
    found = needed("answer", "LIMIT = 2", "model.fit(x)", "def helper(x):\n    return LIMIT * x", "plot(x)", ANSWER)
    assert found == ["LIMIT = 2", "def helper(x):\n    return LIMIT * x", ANSWER]


def test_a_helper_from_a_cell_after_the_answer_comes_along() -> None:
    assert needed("answer", ANSWER, "print('demo')", HELPER) == [ANSWER, HELPER]


def test_a_later_loop_variable_does_not_take_the_place_of_a_helper() -> None:
    assert needed("answer", HELPER, ANSWER, "for helper in range(3):\n    print(helper)") == [HELPER, ANSWER]


def test_a_helper_that_is_redefined_before_the_answer_counts_as_it_was_last() -> None:
    second = "def helper(x):\n    return 2 * x"
    assert needed("answer", HELPER, second, ANSWER) == [HELPER, second, ANSWER]


def test_recursion_and_helpers_that_call_each_other_end() -> None:
    one = "def one(n):\n    return two(n - 1) if n else 0"
    two = "def two(n):\n    return one(n - 1) if n else 0"
    assert needed("one", one, two) == [one, two]


@pytest.mark.parametrize(
    "line",
    [
        "import numpy as np",
        "import numpy.linalg as np",
        "from numpy import linalg as np",
        "try:\n    import numpy as np\nexcept ImportError:\n    np = None",
        "if True:\n    import numpy as np\nelse:\n    np = None",
        "with warnings.catch_warnings():\n    import numpy as np",
        "np = load()",
        "np: object = 1",
        "np, other = (1, 2)",
        "[a, *np] = range(3)",
        "for np in range(3):\n    pass",
        "with open('f') as np:\n    pass",
        "while (np := step()):\n    pass",
        "class np:\n    pass",
        "async def np():\n    pass",
        "np += 1",
        "match 1:\n    case np:\n        pass",
        "match [1]:\n    case [*np]:\n        pass",
        "match {}:\n    case {**np}:\n        pass",
        "match 1:\n    case 1 as np:\n        pass",
        "print((np := 1))",
        "import np.linalg",
    ],
)
def test_whatever_sets_a_name_that_is_used_comes_along(line: str) -> None:
    answer = "def answer(x):\n    return np.abs(x)"
    assert needed("answer", line, answer)[0].startswith(line.split("\n")[0][:3])


def test_star_imports_before_the_answer_come_along_because_nobody_knows_what_they_bring() -> None:
    assert needed("answer", "from math import *", ANSWER, "from os import *") == ["from math import *", ANSWER]


def test_a_decorator_and_its_import_come_along() -> None:
    answer = "@tf.function\ndef answer(x):\n    return x"
    assert needed("answer", "import tensorflow as tf", answer) == ["import tensorflow as tf", answer]


def test_a_base_class_a_default_and_an_annotation_come_along() -> None:
    answer = "def answer(x: Kind=DEFAULT) -> Result:\n    return Child(x)"
    cells = [
        "Kind = int",
        "Result = int",
        "DEFAULT = 1",
        "class Base:\n    pass",
        "class Child(Base):\n    size = SIZE",
    ]
    assert needed("answer", *cells, "SIZE = 3", "unused = 1", answer) == [*cells, "SIZE = 3", answer]


def test_a_name_in_an_f_string_comes_along() -> None:
    answer = "def answer(x):\n    return f'{LABEL!r:>{WIDTH}}'"
    assert needed("answer", "LABEL = 'a'", "WIDTH = 3", answer) == ["LABEL = 'a'", "WIDTH = 3", answer]


@pytest.mark.parametrize(
    "change",
    ["table['a'] = 1", "table.update(a=1)", "table.a = 1", "table.rows.append(1)", "del table['a']", "table['n'] += 1"],
)
def test_a_statement_that_changes_a_needed_object_comes_along(change: str) -> None:
    answer = "def answer(x):\n    return table"
    assert needed("answer", "table = make()", change, answer) == ["table = make()", change, answer]


def test_a_call_of_an_imported_module_changes_nothing_that_is_needed() -> None:
    answer = "def answer(x):\n    return tf.norm(x)"
    assert needed("answer", "import tensorflow as tf", "tf.random.set_seed(1)", "tf.x.fit()", answer) == [
        "import tensorflow as tf",
        answer,
    ]


def test_a_function_wrapped_in_a_later_cell_is_wrapped_for_the_grader_too() -> None:
    answer = "def answer(x):\n    return x"
    wrap = "answer = tf.function(answer)"
    assert needed("answer", "import tensorflow as tf", answer, wrap) == ["import tensorflow as tf", answer, wrap]


def test_a_global_statement_brings_what_it_names() -> None:
    answer = "def answer(x):\n    global count\n    count += 1\n    return x"
    assert needed("answer", "count = 0", answer) == ["count = 0", answer]


def test_a_nested_function_and_a_lambda_are_looked_into() -> None:
    answer = "def answer(x):\n    def inner(y):\n        return (lambda z: z + OFFSET)(y)\n    return inner(x)"
    assert needed("answer", "OFFSET = 1", "y = 5", "z = 6", answer)[:-1] == ["OFFSET = 1"]


COMPREHENSIONS = [
    ("total = [i for i in xs]", {"xs"}),
    ("total = {i: j for i, j in pairs.items() if j > least}", {"pairs", "least"}),
    ("print(sum(i * k for i in xs))", {"print", "sum", "k", "xs"}),
    ("def f(xs):\n    return [i * k for i in xs]", {"k"}),
    ("class A:\n    sizes = [i for i in xs]", {"xs"}),
    ("f = lambda xs: {i for i in xs}", set()),
    ("total = [[i for i in row] for row in rows]", {"rows"}),
]


@pytest.mark.parametrize(("source", "expected"), COMPREHENSIONS)
def test_the_variables_of_a_comprehension_are_its_own(source: str, expected: set[str]) -> None:
    assert uses(source) == expected
    assert not binds(source) & {"i", "j", "row"}


def test_a_walrus_inside_a_comprehension_is_a_binding() -> None:
    assert binds("total = [(last := i) for i in xs]") == {"total", "last"}


def test_an_earlier_loop_is_not_run_because_a_comprehension_has_a_variable_of_the_same_name() -> None:
    cells = ["for i in range(10):\n    train(i)", "sizes = [i for i in range(3)]"]
    answer = "def answer(x):\n    return sizes"
    assert needed("answer", *cells, answer) == [cells[1], answer]


@pytest.mark.parametrize("python", OTHER_PYTHONS, ids=lambda path: path.parent.parent.name)
def test_the_variables_of_a_comprehension_are_its_own_in_other_pythons_too(python: Path) -> None:
    program = (
        "from gradlab.reading.cells import parse\n"
        f"for source, expected in {COMPREHENSIONS!r}:\n"
        "    one = parse(source, 1).statements[0]\n"
        "    assert set(one.uses) == expected, (source, one.uses)\n"
        "    assert not set(one.binds) & {'i', 'j', 'row'}, (source, one.binds)\n"
    )
    root = Path(__file__).parents[2] / "student"
    done = subprocess.run([str(python), "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("source", ["return 5", "await x", "yield 1", "from x import *", "nonlocal a", "x: int = y"])
def test_a_statement_that_is_no_module_by_itself_raises_nothing(source: str) -> None:
    statement = parse(source, 1).statements[0]
    assert isinstance(statement.uses | statement.binds | statement.changes, frozenset)


def test_an_annotated_assignment_uses_what_its_value_and_annotation_name() -> None:
    assert uses("x: Kind = make(y)") == {"Kind", "make", "y"}


@pytest.mark.parametrize("line", ["a = 1", "from a import *"])
def test_more_statements_than_are_asked_for_are_none(line: str) -> None:
    everything = statements([parse(f"{line}\n" * 9 + "def answer():\n    return a", 1)])
    assert needed_for("answer", everything, most=9) is None
    assert len(needed_for("answer", everything, most=10) or []) == 10


def test_a_name_that_nobody_sets_needs_nothing() -> None:
    assert needed("answer", "a = 1") == []


def test_the_text_of_a_statement_survives_being_looked_at() -> None:
    source = "text = '''a\n  b\n    c'''"
    statement = parse(source, 1).statements[0]
    assert statement.uses == frozenset()
    namespace: dict[str, str] = {}
    exec(statement.source, namespace)
    assert namespace["text"] == "a\n  b\n    c"


if sys.version_info >= (3, 12):

    def test_a_type_alias_is_a_binding() -> None:
        assert binds("type Row = list[int]") == {"Row"}
