"""The table of misconceptions, held against what checks said."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from autograder.verdict import CheckVerdict
from instructor.master import find
from instructor.verifying.misconceptions import TABLE, prove_misconceptions
from instructor.verifying.proof import Workbench

ROW = '[[misconception]]\nname = "a"\ncheck = "q.c"\ngolden = "g"\nsays = "the root is missing"\n'


def bench(folder: Path, message: str) -> Workbench:
    (folder / TABLE).write_text(ROW)
    found = Workbench(SimpleNamespace(folder=folder), False, print, folder)  # type: ignore[arg-type]
    check = CheckVerdict("q.c", "title", "failed", 0.0, 1.0, "public", message)
    return Workbench(found.master, False, print, folder, [("g, q", check)] if message else [])


def test_a_misconception_is_named_when_its_words_are_said(tmp_path: Path) -> None:
    assert prove_misconceptions(bench(tmp_path, "Norm 4: the\nroot is missing.")).problems == []


def test_other_words_are_a_problem(tmp_path: Path) -> None:
    assert prove_misconceptions(bench(tmp_path, "No.")).problems == ["q.c does not name 'a' for g: it says 'No.'."]


def test_a_check_that_does_not_fail_is_a_problem(tmp_path: Path) -> None:
    assert prove_misconceptions(bench(tmp_path, "")).problems == ["q.c does not name 'a' for g: it does not fail."]


def test_the_lab_has_twenty_misconceptions_at_least() -> None:
    assert (find("lab").folder / TABLE).read_text().count("[[misconception]]") >= 20
