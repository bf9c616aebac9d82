from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from gradlab.reading.answer_code import find_answer
from gradlab.reading.cells import parse

ANSWERS = ("one", "two", "three")
NEEDED = "".join(f"def {name}(): return x\n" for name in ANSWERS)
DEPTH = 60
DEEP = "".join(" " * depth + "if 1:\n" for depth in range(DEPTH)) + " " * DEPTH


def steps(work: Callable[[], object]) -> int:
    """Instructions of Python's interpreter that `work` takes: the same on every machine and in every run."""
    taken = 0

    def count(frame: FrameType, event: str, _: object) -> Any:
        nonlocal taken
        frame.f_trace_opcodes = True
        taken += event == "opcode"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return taken


def plan(source: str) -> None:
    cells = [parse(source, 1)]
    for name in ANSWERS:
        assert find_answer(name, cells).state == "answered"


NOTEBOOKS: dict[str, Callable[[int], str]] = {
    "short statements": lambda n: NEEDED + "x = 1\n" * n,
    "short statements on one line": lambda n: NEEDED + "x=1;" * n,
    "statements deep inside blocks": lambda n: NEEDED + DEEP + "x=1;" * n,
    "an expression deep inside blocks": lambda n: NEEDED + DEEP + "x = [" + "x," * n + "]",
    "a chain of names": lambda n: NEEDED + "x = x0\n" + "".join(f"x{i} = x{i + 1}\n" for i in range(n)),
    "functions in a function": lambda n: NEEDED + "def x():\n" + "".join(f" def x{i}(): 0\n" for i in range(n)),
    "methods of a class": lambda n: NEEDED + "class x:\n" + "".join(f" def x{i}(): 0\n" for i in range(n)),
    "places in one assignment": lambda n: NEEDED + "".join(f"x{i}.a = " for i in range(n)) + "x",
    "names in one assignment": lambda n: NEEDED + "x = " + "".join(f"x{i} = " for i in range(n)) + "1",
    "remarks between statements": lambda n: NEEDED + "x = 1\n" + "# a remark\n\n" * n + "x = 2",
    "functions in functions": lambda n: (
        NEEDED
        + "def x():\n"
        + "".join(" " * depth + f"def x{depth}():\n" for depth in range(1, DEPTH))
        + " " * DEPTH
        + ";".join(f"y{i}" for i in range(n))
    ),
}


@pytest.mark.parametrize("notebook", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_twice_the_notebook_is_twice_the_work(notebook: Callable[[int], str]) -> None:
    first, second, third = (steps(lambda n=n: plan(notebook(n))) for n in (100, 200, 400))  # type: ignore[misc]
    # What a notebook costs whatever its length drops out of the differences.
    assert third - second <= 2.2 * (second - first)


def test_a_block_s_depth_costs_nothing_for_each_statement_in_it() -> None:
    def deep(n: int) -> int:
        return steps(lambda: plan(NEEDED + DEEP + "x=1;" * n))

    def flat(n: int) -> int:
        return steps(lambda: plan(NEEDED + "if 1:\n " + "x=1;" * n))

    assert deep(400) - deep(200) <= 1.5 * (flat(400) - flat(200))


def test_a_statement_is_looked_into_once_however_many_answers_need_it() -> None:
    cells = [parse(NEEDED + "x = [" + "x," * 2_000 + "]", 1)]
    first = steps(lambda: find_answer(ANSWERS[0], cells))
    assert steps(lambda: find_answer(ANSWERS[1], cells)) < first / 10
