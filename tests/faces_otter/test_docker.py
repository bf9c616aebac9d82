"""The real thing: `otter grade` with real containers, and the same image run as Gradescope runs it.

`docker run --memory 768m --memory-swap 768m --cpus 0.5` is Gradescope's default container.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from gradescope_schema import SCHEMA
from jsonschema import validate

from instructor.golden import every_face, read, save
from instructor.master import find
from instructor.release import release

LAB = find("lab")
BASE = os.environ.get("GRADLAB_BASE_IMAGE", "gradlab-base:bookworm")
NAME = "gradlab-test"
DEFAULT_CONTAINER = ("--memory", "768m", "--memory-swap", "768m", "--cpus", "0.5", "--network", "none")


def docker(*arguments: str, check: bool = True) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout.strip()


def missing() -> str:
    if not shutil.which("docker") or subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        return "there is no Docker engine"
    if not docker("images", "-q", BASE):
        return f"there is no image {BASE}; name one with python3 in GRADLAB_BASE_IMAGE"
    return ""


pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.timeout(5400)]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The CSV of `otter grade` for the whole sample class, in a folder with a space and an umlaut, by file name."""
    if reason := missing():
        pytest.skip(reason)
    out = tmp_path_factory.mktemp("otter")
    made = release(LAB, out)
    handed_in = out / "Klasse ü 1"
    handed_in.mkdir()
    for golden in every_face(LAB):
        save(golden, LAB, handed_in)
    command = [sys.executable, "-m", "otter", "grade", "-n", NAME, "-a", str(made.autograder_zip), "-o", str(out)]
    command += ["--image", BASE, "--containers", "2", "--timeout", "900", "--no-network", str(handed_in)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    with (out / "final_grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def image(graded: dict[str, dict[str, str]]) -> str:
    """otter grade's image: the zip unpacked in /autograder, after setup.sh, as on Gradescope."""
    return f"otter-grade:{NAME}"


@pytest.mark.parametrize("name", [golden.name for golden in every_face(LAB)])
def test_otter_grade_gives_the_declared_points(name: str, graded: dict[str, dict[str, str]]) -> None:
    golden = read(LAB.folder / "answers" / f"{name}.py")
    row = graded[f"{name}.ipynb"]
    assert {question: float(row[question]) for question in golden.score} == golden.score
    assert row["grading_status"] == "Completed"


@contextmanager
def handed_in(image: str, submission: Path, *options: str) -> Iterator[str]:
    """A container with one submission in it, not started yet."""
    container = docker("create", *options, image, "/autograder/run_autograder")
    try:
        docker("cp", str(submission), f"{container}:/autograder/submission/")
        yield container
    finally:
        docker("rm", "--force", container, check=False)


def results_of(container: str, folder: Path) -> dict[str, Any]:
    docker("cp", f"{container}:/autograder/results/results.json", str(folder / "results.json"))
    found: dict[str, Any] = json.loads((folder / "results.json").read_bytes())
    validate(found, SCHEMA)
    return found


@pytest.mark.parametrize("name", ["reference", "residual_functional", "infinite_loop", "os_exit", "not_a_notebook"])
def test_gradescopes_default_container_is_enough(name: str, image: str, tmp_path: Path) -> None:
    golden = read(LAB.folder / "answers" / f"{name}.py")
    with handed_in(image, save(golden, LAB, tmp_path), *DEFAULT_CONTAINER) as container:
        docker("start", "--attach", container)
        state = json.loads(docker("inspect", container))[0]["State"]
        assert (state["ExitCode"], state["OOMKilled"]) == (0, False)
        found = results_of(container, tmp_path)
    assert found["score"] == sum(golden.score.values())
    assert found["extra_data"]["gradlab"]["status"] == golden.status
    assert "uid" in found["extra_data"]["gradlab"]["isolation"] or golden.status == "unreadable"


def test_killed_at_ten_random_moments_the_results_are_valid(image: str, tmp_path: Path) -> None:
    submission = save(read(LAB.folder / "answers" / "reference.py"), LAB, tmp_path)
    seen = set()
    for _ in range(10):
        with handed_in(image, submission, "--network", "none") as container:
            docker("start", container)
            time.sleep(random.uniform(1, 15))
            docker("kill", container, check=False)
            seen.add(results_of(container, tmp_path)["score"])
    assert seen <= {0.0, 20.0, 40.0, 55.0, 70.0, 100.0}
