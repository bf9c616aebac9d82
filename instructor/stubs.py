"""A released answer cell holds the stub and nothing else."""

from __future__ import annotations

from autograder.assignment import Assignment
from autograder.submission import Submission, code_cells
from gradlab.reading.answer_code import find_answer
from gradlab.reading.cells import parse_cells
from instructor.errors import AssignmentError


def refuse_started_answers(notebook: bytes, assignment: Assignment) -> None:
    """Let a released notebook pass only if the grader calls every answer *not started*.

    Raises:
        AssignmentError: names the answer.
    """
    cells = parse_cells(code_cells(Submission(f"{assignment.name}.ipynb", notebook)))
    for question in assignment.questions:
        state = find_answer(question.function, cells).state
        if state != "not_started":
            raise AssignmentError(
                f"In the released notebook the answer {question.function} counts as {state}, not as not started. Its stub"
                " holds a docstring and `raise NotImplementedError(...)`; put the rest between # BEGIN SOLUTION and"
                " # END SOLUTION."
            )
