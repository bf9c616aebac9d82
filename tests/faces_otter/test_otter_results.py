"""Our verdict as otter's results: the same points for each question, whatever they are made of."""

from __future__ import annotations

import io
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import dill
from hypothesis import given
from hypothesis import strategies as st
from otter.run import AutograderConfig
from otter.test_files import GradingResults
from small_verdicts import check, verdict

from autograder.faces.otter_results import grading_results

SCORES = st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 20)), min_size=1, max_size=8)


@given(SCORES)
def test_each_question_has_exactly_our_score(scores: list[tuple[float, float]]) -> None:
    checks = [
        check(f"c{i}", score=round(part * most, 2), max_score=most, state="passed" if part == 1 else "failed")
        for i, (part, most) in enumerate(scores)
    ]
    found = verdict(*checks)
    results = grading_results(found)
    assert results.get_score("clip_gradients") == found["questions"]["clip_gradients"]["score"]
    assert results.total == found["score"]


def test_messages_reach_the_student_and_the_checks_code_does_not() -> None:
    failed = check(state="failed", score=0.0, message='He said "clip"\n\nwith\tquotes and \x1b[31m.')
    text = grading_results(verdict(failed)).to_gradescope_dict(AutograderConfig())["tests"][0]["output"]
    assert 'He said "clip"' in text
    assert "\x1b" not in text
    assert grading_results(verdict(failed)).results["clip_gradients"].test_cases[0].body == ""


def test_hidden_checks_are_hidden_in_otter_too() -> None:
    found = grading_results(verdict(check("one"), check("two", visibility="hidden", state="failed", score=0.0)))
    assert found.passed_all_public
    assert "two" not in found.summary(public_only=True)


def test_an_error_of_ours_is_no_zero() -> None:
    found = grading_results(verdict(status="error", detail="The grader failed."))
    assert found.has_catastrophic_failure()
    assert str(found.catastrophic_error) == "The grader failed."


def test_an_unreadable_submission_is_a_zero_with_its_reason() -> None:
    unread = check(state="not_reached", score=0.0)
    found = grading_results(verdict(unread, status="unreadable", detail="The file is not a notebook."))
    assert not found.has_catastrophic_failure()
    assert found.total == 0
    assert "The file is not a notebook." in str(found.output)


def test_the_pickle_names_nothing_but_otter_and_the_standard_library(tmp_path: Path) -> None:
    target = tmp_path / "results.pkl"
    made_by = [sys.executable, "-m", "autograder.faces.otter_results", str(target)]
    subprocess.run(made_by, input=json.dumps(verdict()), text=True, check=True)
    seen: set[str] = set()

    class Watching(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            seen.add(module.split(".")[0])
            return super().find_class(module, name)

    found = Watching(io.BytesIO(target.read_bytes())).load()
    assert isinstance(found, GradingResults)
    assert isinstance(dill.loads(target.read_bytes()), GradingResults)
    assert found.total == 3.0
    assert seen <= {"otter", "builtins", "copyreg"}
