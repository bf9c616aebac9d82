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
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
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


def otter_grade(handed_in: Path, out: Path, *options: str) -> dict[str, dict[str, str]]:
    """The CSV of `otter grade` for a folder of submissions, by file name; the lab is released into `out`."""
    made = release(LAB, out)
    command = [sys.executable, "-m", "otter", "grade", "-n", NAME, "-a", str(made.autograder_zip), "-o", str(out)]
    command += ["--image", BASE, "--containers", "2", "--timeout", "900", "--no-network", *options, str(handed_in)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    with (out / "final_grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What `otter grade` gives the whole sample class, in a folder with a space and an umlaut.

    Under ``said`` is what otter tells of each check.
    """
    if reason := missing():
        pytest.skip(reason)
    out = tmp_path_factory.mktemp("otter")
    handed_in = out / "Klasse ü 1"
    handed_in.mkdir()
    for golden in every_face(LAB):
        save(golden, LAB, handed_in)
    rows = otter_grade(handed_in, out, "--summaries")
    for name, row in rows.items():
        if not name.endswith(".ipynb"):
            continue  # otter's own row, with the points of each question
        row["said"] = (out / "grading-summaries" / name).with_suffix(".txt").read_text()
    return rows


@pytest.fixture(scope="module")
def image(graded: dict[str, dict[str, str]]) -> str:
    """otter grade's image: the zip unpacked in /autograder, after setup.sh, as on Gradescope."""
    return f"otter-grade:{NAME}"


@pytest.mark.parametrize("name", [golden.name for golden in every_face(LAB)])
def test_otter_grade_gives_the_declared_points(name: str, graded: dict[str, dict[str, str]]) -> None:
    golden = read(LAB.folder / "answers" / f"{name}.py")
    row = graded[f"{name}.ipynb"]
    assert {question: float(row[question]) for question in golden.score} == golden.score, row["said"]
    assert row["grading_status"] == "Completed"


def test_otter_grade_takes_the_zip_that_a_notebook_exports(image: str, tmp_path: Path) -> None:
    golden = read(LAB.folder / "answers" / "reference.py")
    with zipfile.ZipFile(tmp_path / "alice.zip", "w") as exported:  # as `grader.export` makes it
        exported.write(save(golden, LAB, tmp_path), "lab.ipynb")
        exported.writestr(".OTTER_LOG", b"not looked at")
        exported.writestr("__zip_filename__", "alice.zip")
    (row,) = (row for name, row in otter_grade(tmp_path, tmp_path, "--ext", "zip").items() if name.startswith("alice"))
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


def results_of(container: str, path: Path) -> dict[str, Any]:
    """The container's results.json, which stays at `path`."""
    docker("cp", f"{container}:/autograder/results/results.json", str(path))
    found: dict[str, Any] = json.loads(path.read_bytes())
    validate(found, SCHEMA)
    return found


def not_passed(found: dict[str, Any]) -> str:
    """The checks without full points with what was said of them, and the staff's observations: why a score differs."""
    boxes = [box for box in found.get("tests", []) if box.get("status") == "failed"]
    said = [f"{box.get('extra_data')} {box.get('score')} of {box.get('max_score')}: {box['output']}" for box in boxes]
    return "\n".join([*said, json.dumps(found.get("extra_data"), indent=1)])


@pytest.mark.parametrize("name", ["reference", "residual_functional", "infinite_loop", "os_exit", "not_a_notebook"])
def test_gradescopes_default_container_is_enough(name: str, image: str, tmp_path: Path) -> None:
    golden = read(LAB.folder / "answers" / f"{name}.py")
    with handed_in(image, save(golden, LAB, tmp_path), *DEFAULT_CONTAINER) as container:
        docker("start", "--attach", container)
        state = json.loads(docker("inspect", container))[0]["State"]
        assert (state["ExitCode"], state["OOMKilled"]) == (0, False)
        found = results_of(container, tmp_path / "results.json")
    assert found["score"] == sum(golden.score.values()), not_passed(found)
    assert found["extra_data"]["gradlab"]["status"] == golden.status
    assert "uid" in found["extra_data"]["gradlab"]["isolation"] or golden.status == "unreadable"


def test_killed_at_ten_moments_the_results_are_valid_and_keep_what_was_earned(image: str, tmp_path: Path) -> None:
    """Seven moments are random; at three, the first points have just been seen on the disk."""
    submission = save(read(LAB.folder / "answers" / "reference.py"), LAB, tmp_path)
    scores = {0.0, *accumulate(question.points for question in LAB.assignment.questions)}
    for number in range(10):
        with handed_in(image, submission, "--network", "none") as container:
            docker("start", container)
            with_points = number % 3 == 0 and number > 0
            seen = 0.0
            if with_points:
                seen = wait_for_points(container, tmp_path)
            else:
                time.sleep(random.uniform(1, 15))
            docker("kill", container, check=False)
            found = results_of(container, tmp_path / f"killed_{number}.json")
        assert found["score"] in scores, not_passed(found)
        assert seen <= found["score"]
        assert 0 < found["score"] < LAB.assignment.points or not with_points


def wait_for_points(container: str, folder: Path, seconds: float = 120) -> float:
    """The score in results.json as soon as there is one."""
    end, now = time.monotonic() + seconds, folder / "now.json"
    now.unlink(missing_ok=True)  # an earlier container's
    while time.monotonic() < end:
        docker("cp", f"{container}:/autograder/results/results.json", str(now), check=False)
        if now.exists() and (score := json.loads(now.read_bytes())["score"]):
            return float(score)
        time.sleep(0.1)
    raise AssertionError(f"no points within {seconds:g} s; see {now}")
