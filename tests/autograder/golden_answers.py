"""The functions of golden submissions, taken out of their notebooks as the grader takes them, and loaded in this process."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from in_process import LAB, lab_question

from autograder.record.worker import load
from gradlab.reading.answer_code import find_answer
from gradlab.reading.cells import parse_cells
from instructor.golden import Golden, goldens, notebook, read
from instructor.master import find
from instructor.notebook_code import notebook_code

ENDS_ITS_PROCESS = {"infinite_loop", "endless_cell", "os_exit"}
"""Golden submissions whose code may not be run here."""


@lru_cache(maxsize=1)
def harmless() -> dict[str, Golden]:
    """Golden submissions whose answers can be run in this process, by name."""
    found = goldens(find("lab"))
    return {
        one.name: one for one in found if one.status == "graded" and one.name not in ENDS_ITS_PROCESS and not one.raw
    }


@lru_cache(maxsize=1)
def blind() -> dict[str, Golden]:
    """The answers that were written from the prompts alone, by name."""
    return {path.stem: read(path) for path in sorted((find("lab").folder / "answers" / "blind").glob("*.py"))}


def function_of(golden: Golden, question: str) -> Callable[..., Any] | None:
    """A golden submission's answer to a question; None when there is none."""
    cells = parse_cells(notebook_code(notebook(golden, find("lab"))))
    code = find_answer(lab_question(question).function, cells)
    if code.state != "answered":
        return None
    function: Callable[..., Any] | None = load([list(unit) for unit in code.units], lab_question(question).function)[0]
    return function


def own_answers(question: str) -> list[str]:
    """Names of the golden submissions with an answer of their own to a question, the reference among them."""
    function = lab_question(question).function
    return ["reference", *(name for name, one in harmless().items() if any(f"def {function}(" in c for c in one.cells))]


QUESTIONS = [question.name for question in LAB.questions if question.name != "fix_network"]
