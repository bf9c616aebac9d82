"""Many answers graded in processes side by side: in their order, kept, and what failed remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from instructor.master import find
from instructor.verifying import side_by_side
from instructor.verifying.engine import name_of
from instructor.verifying.mutants import imports, reference_answer
from instructor.verifying.proof import Workbench

LAB = find("lab")
QUESTION = next(one for one in LAB.assignment.questions if one.name == "detect_explosion")
RIGHT = [imports(LAB), reference_answer(LAB, QUESTION.name)]
WRONG = [imports(LAB), "def detect_explosion(history, threshold=100.0):\n    return None"]


def test_verdicts_come_in_the_order_of_the_answers_and_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "default_jobs", lambda: 2)
    answers = [("wrong", WRONG, QUESTION), ("right", RIGHT, QUESTION)]
    said: list[str] = []
    bench = Workbench(LAB, full=False, say=said.append, folder=tmp_path)
    graded = bench.grade_all(answers)
    assert [one.score for one in graded] == [0, QUESTION.points]
    assert [(where, name_of(check)) for where, check in bench.failures] == [
        ("wrong, detect_explosion", name) for name in graded[0].failed
    ]
    again = Workbench(LAB, full=False, say=said.append, folder=tmp_path)
    assert again.grade_all(answers) == graded
    assert again.failures == bench.failures
    assert said == ["2 of 2 results are kept from an earlier run of the same code"]


def test_answers_graded_side_by_side_get_the_inputs_of_those_graded_here(tmp_path: Path) -> None:
    bench = Workbench(LAB, full=False, say=print, folder=tmp_path)
    here = bench.grade("nothing", WRONG, QUESTION)
    assert bench.grade_all([("nothing", WRONG, QUESTION)]) == [here]
