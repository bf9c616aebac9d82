"""The harness sees what it looks for: each kind of damage is planted here once."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import leftovers
import pytest
from outputs import STOLEN, forbidden_in, problems_of_page, problems_of_table

from autograder.sandbox.uid import FIRST


def test_a_canary_loot_and_escapes_are_found_in_a_text() -> None:
    assert forbidden_in("a.html", "harmless", "CANARY-1") == []
    assert len(forbidden_in("a.html", f"CANARY-1 {STOLEN} \x1b[2J", "CANARY-1")) == 3


@pytest.mark.parametrize(
    "html", ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<a href='JavaScript:alert(1)'>x</a>"]
)
def test_what_a_browser_would_run_is_found_in_a_page(html: str) -> None:
    assert len(problems_of_page("a.html", f"<p>{html}</p>")) == 1


def test_escaped_html_and_our_own_scripts_are_no_problem() -> None:
    page = "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><script>sort();</script>"
    assert problems_of_page("a.html", page) == []


def test_a_formula_is_found_in_a_table_and_a_negative_number_is_none() -> None:
    assert problems_of_table("a.csv", "name,score\n=1+1,-3.5\n") == ["a.csv has the formula '=1+1'"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files and processes of another uid")
def test_a_file_and_a_process_that_stay_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "PATIENCE_SECONDS", 0.5)
    before = leftovers.snapshot(tmp_path)
    (tmp_path / "left").write_text("x")
    with sleeping(tmp_path) as process:
        found = " ".join(leftovers.found(before, tmp_path))
    assert f"{tmp_path}/left" in found
    assert f"process {process} of uid {FIRST}" in found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make processes of another uid")
def test_a_process_of_another_grader_on_this_machine_is_no_leftover(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    before = leftovers.snapshot(ours)
    with sleeping(theirs):
        assert leftovers.found(before, ours) == []


@contextmanager
def sleeping(temporary: Path) -> Iterator[int]:
    """A process as the sandbox starts it: a student's uid, and a home in the folder for temporary files."""
    environment = {"PATH": os.environ["PATH"], "HOME": f"{temporary}/gradlab-x/warm"}
    command = ["setpriv", f"--reuid={FIRST}", "--clear-groups", "sleep", "30"]
    with subprocess.Popen(command, env=environment) as process:
        time.sleep(0.3)
        yield process.pid
        process.kill()
