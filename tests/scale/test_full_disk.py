"""A disk that is full in the middle: a sentence, nothing half-written, and the same command goes on."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_class import files, grade, graded, hand_in

from autograder.submission import Submission
from instructor import grade as grade_module
from instructor.errors import NotWritten
from instructor.master import Master
from instructor.unit import Graded, Release

NAMES = [f"{i}.ipynb" for i in range(8)]
EVIDENCE = 200_000


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """One megabyte. Skipped where this process may not mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"a disk of one megabyte cannot be mounted here: {done.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.fixture(autouse=True)
def large_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unit(submission: Submission, release: Release) -> Graded:
        made = graded(submission, release.assignment, release.mark)
        return Graded(made.verdict, made.page, bytes(EVIDENCE))

    monkeypatch.setattr(grade_module, "grade_submission", unit)


def whole_until_full(folder: Path) -> None:
    """Every result has its page and all of its evidence, and nothing half-written lies about."""
    written = files(folder)
    stems = [Path(name).stem for name in written if name.startswith("results/")]
    for stem in stems:
        assert written[f"feedback/{stem}.html"] == f"page of {stem}.ipynb".encode()
        assert len(written[f"evidence/{stem}.bin"]) == EVIDENCE
    assert {len(data) for name, data in written.items() if name.startswith("evidence/")} <= {EVIDENCE}
    assert not [name for name in written if Path(name).name.startswith(".") and name not in KEPT]


KEPT = (".secret", ".lock", ".class.json")


def test_a_full_disk_is_a_sentence_and_the_same_command_goes_on(tmp_path: Path, small: Master, tiny_disk: Path) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    announced: list[str] = []
    with pytest.raises(NotWritten) as caught:
        grade(found, small, tiny_disk / "out", lambda verdict, _: announced.append(verdict["submission"]))
    assert "could not be written (No space left on device). Nothing else is lost: make room" in str(caught.value)
    assert 2 <= len(announced) <= 5
    whole_until_full(tiny_disk / "out")
    assert {f"results/{Path(name).stem}.json" for name in announced} <= set(files(tiny_disk / "out"))

    subprocess.run(["mount", "-o", "remount,size=8m", tiny_disk], check=True)
    kept: list[bool] = []
    grade(found, small, tiny_disk / "out", lambda _, was_kept: kept.append(was_kept))
    assert (sum(kept), len(kept)) == (len(announced), len(NAMES))
    whole_until_full(tiny_disk / "out")


def test_a_file_that_may_not_grow_is_the_same_sentence(tmp_path: Path, small: Master) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (EVIDENCE // 2, hard))
    try:
        with pytest.raises(NotWritten, match=r"could not be written \(File too large\)\. Nothing else is lost"):
            grade(found, small, tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    whole_until_full(tmp_path / "out")
    assert grade(found, small, tmp_path / "out").errors == []
