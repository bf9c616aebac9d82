"""What the command line answers to bad usage: one sentence, exit status 2, no traceback."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from autograder.assignment import CheckEntry, Question
from instructor import cli
from instructor.master import find
from instructor.score_table import score_table


def run(*arguments: object, monkeypatch: pytest.MonkeyPatch) -> tuple[Result, str]:
    """The result, and what was written for the eyes."""
    seen = io.StringIO()
    monkeypatch.setattr(cli, "CONSOLE", Console(file=seen, width=200, highlight=False))
    monkeypatch.setattr(cli, "ERRORS", Console(file=seen, width=200, highlight=False))
    result = CliRunner().invoke(cli.main, [str(one) for one in arguments])
    return result, seen.getvalue()


def folder(tmp_path: Path, *names: str) -> Path:
    made = tmp_path / "class"
    made.mkdir()
    for name in names:
        (made / name).write_text("{}")
    return made


@pytest.mark.parametrize(
    ("names", "path", "assignment", "sentence"),
    [
        (["a.ipynb"], "", "nothing", "gradlab: There is no assignment 'nothing'. Known are: "),
        ([], "", "lab", "gradlab: There is no notebook (.ipynb or .zip) in the folder "),
        ([], "missing.ipynb", "lab", "gradlab: There is no file or folder "),
        (["notes.txt"], "notes.txt", "lab", "is no submission: a notebook ends in .ipynb, a packed one in .zip."),
    ],
)
def test_bad_usage_of_grade_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], path: str, assignment: str, sentence: str
) -> None:
    where = folder(tmp_path, *names) / path
    result, text = run("grade", where, "-a", assignment, "-o", tmp_path / "out", monkeypatch=monkeypatch)
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert sentence in text
    assert text.count("\n") == 1
    assert "Traceback" not in text + result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["grade"],
        ["grade", "x"],
        ["grade", "x", "-a", "lab"],
        ["grade", "x", "-a", "lab", "-o", "y", "-j", "0"],
        ["no"],
        ["-x"],
    ],
)
def test_a_command_that_is_incomplete_or_unknown_shows_its_usage(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result, _ = run(*arguments, monkeypatch=monkeypatch)
    assert result.exit_code == 2
    assert "Usage: " in result.output


def test_help_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = run("-h", monkeypatch=monkeypatch)
    assert result.exit_code == 0
    for command in ("grade", "sample-class"):
        assert command in result.output
        assert run(command, "-h", monkeypatch=monkeypatch)[0].exit_code == 0


def test_a_damaged_secret_ends_the_command_with_its_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".secret").write_text("")
    where = folder(tmp_path, "a.ipynb")
    result, text = run("grade", where, "-a", "lab", "-o", tmp_path / "out", monkeypatch=monkeypatch)
    assert result.exit_code == 2
    assert "holds no secret" in text


def test_the_sample_class_of_an_unknown_assignment_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, text = run("sample-class", "nothing", "-o", tmp_path / "out", monkeypatch=monkeypatch)
    assert result.exit_code == 2
    assert text.startswith("gradlab: There is no assignment 'nothing'.")


def verdict(name: str, **questions: dict[str, Any]) -> dict[str, Any]:
    return {"submission": name, "score": 12.5, "status": "graded", "questions": questions}


def shown(*verdicts: dict[str, Any], width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width, record=True, highlight=False)
    console.print(score_table(verdicts, find("lab").assignment, width))
    return console.export_text()


def test_the_table_of_scores_has_a_row_for_each_submission() -> None:
    text = shown(
        verdict("alice.ipynb", clip_gradients={"score": 12.5, "state": "answered"}),
        verdict("bob.ipynb", clip_gradients={"score": 0.0, "state": "not_started"}),
    )
    assert "2 submissions" in text
    alice, bob = (next(line for line in text.split("\n") if name in line) for name in ("alice", "bob"))
    assert alice.split() == ["alice", "12.5", "12.5", "graded"]
    assert bob.split() == ["bob", "-", "12.5", "graded"]


def test_a_hostile_name_is_neither_markup_nor_control_in_the_table() -> None:
    text = shown(verdict("[red]x[/red]\x1b[2J\n.ipynb"))
    assert "[red]x[/red]" in text
    assert "\x1b" not in text
    assert len([line for line in text.split("\n") if "graded" in line]) == 1


def test_points_of_a_question_are_those_of_its_checks() -> None:
    assert Question("a", "a", "a", (CheckEntry("x", 1.5, "public"), CheckEntry("y", 2, "hidden"))).points == 3.5
