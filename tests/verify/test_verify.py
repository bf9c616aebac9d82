"""The whole quick proof, as a teacher runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from instructor.cli import main
from instructor.verify import parts
from instructor.verifying.proof import Proof
from instructor.verifying.report import summary, write


@pytest.mark.slow
def test_the_lab_is_proven(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["verify", "lab", "--out", str(tmp_path)])
    report = json.loads((tmp_path / "verify.json").read_text())
    assert [problem for proof in report["proofs"] for problem in proof["problems"]] == []
    assert result.exit_code == 0
    assert len(report["proofs"]) >= 6


def test_an_unknown_assignment_is_bad_usage(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["verify", "no_such_lab", "--out", str(tmp_path)]).exit_code == 2


def test_an_unknown_part_is_bad_usage_that_names_the_parts(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["verify", "lab", "--only", "mutant", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert parts([], full=True).keys() >= {"mutants", "error budget", "limits"}


def test_limits_are_measured_by_the_error_budget() -> None:
    assert list(parts(["limits"], full=False)) == ["error budget", "limits"]


def test_the_report_says_what_failed(tmp_path: Path) -> None:
    proofs = [
        Proof("All is well.", "3 things", [], ("a", "b"), [(1.0, "x | y")]),
        Proof("All is not.", "1 thing", ["The lamp is out."]),
    ]
    write(proofs, tmp_path, "a lab", full=False, seconds=1.0)
    text = (tmp_path / "verify.md").read_text()
    assert "- The lamp is out." in text
    assert "x \\| y" in text
    data = json.loads((tmp_path / "verify.json").read_text())
    assert data["proven"] is False
    assert data["proofs"][0]["rows"] == [{"a": 1.0, "b": "x | y"}]
    assert summary(proofs).row_count == 2
