"""`gradlab grade` is killed in the middle: all results are there in the end, equal and once.

GRADLAB_ALL_KILLS=1 kills a class of 40 at 20 moments, which takes a quarter of an hour.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from small_class import files, hand_in, small_assignment

ALL = os.environ.get("GRADLAB_ALL_KILLS") == "1"
CLASS, KILLS = (40, 20) if ALL else (8, 3)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if ALL else 600)]


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    small_assignment(tmp_path)
    hand_in(tmp_path / "in", *[f"{i:02}.ipynb" for i in range(CLASS)])
    return tmp_path


def start(folder: Path, out: str, *options: str) -> subprocess.Popen[bytes]:
    """The command, as a process group of its own."""
    command = [
        sys.executable,
        "-m",
        "instructor.cli",
        "grade",
        "in",
        "-a",
        "small",
        "-o",
        out,
        "--secret-file",
        "secret",
    ]
    return subprocess.Popen(
        [*command, "--allow-weak-isolation", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[bytes]) -> None:
    assert process.wait(1800) == 0


def results(folder: Path) -> dict[str, Any]:
    """The verdicts, without the time that each took."""
    found = {path.name: json.loads(path.read_bytes()) for path in (folder / "results").glob("*.json")}
    return {name: {**verdict, "seconds": 0} for name, verdict in found.items()}


def written(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (folder / "results").glob("*.json")}


def wait_for_results(process: subprocess.Popen[bytes], folder: Path, count: int) -> None:
    while process.poll() is None and len(written(folder)) < count:
        time.sleep(0.02)


def test_a_class_killed_at_random_moments_is_graded_once_and_the_same(handed_in: Path) -> None:
    finish(start(handed_in, "undisturbed"))
    moments = random.Random(0)
    counts = sorted(moments.randrange(CLASS) for _ in range(KILLS))
    before: dict[str, int] = {}
    for count in counts:
        process = start(handed_in, "killed")
        wait_for_results(process, handed_in / "killed", count)
        time.sleep(moments.uniform(0, 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = written(handed_in / "killed")
        assert before.items() <= after.items(), "a result that was there was made again"
        before = after
    finish(start(handed_in, "killed"))
    assert before.items() <= written(handed_in / "killed").items()
    assert len(results(handed_in / "killed")) == CLASS
    assert results(handed_in / "killed") == results(handed_in / "undisturbed")
    assert set(files(handed_in / "killed")) == set(files(handed_in / "undisturbed"))
