"""The run in a container's layout: always valid results, whatever is handed in and whenever it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import dill
import pytest
from gradescope_schema import SCHEMA
from jsonschema import validate

from autograder.errors import GradlabError
from autograder.faces.gradescope_run import find_submission, main
from autograder.faces.release_files import read_release_files
from instructor.golden import read, save
from instructor.master import Master

START = [sys.executable, "-m", "autograder.faces.gradescope_run"]


def hand_in(lab: Master, name: str, root: Path) -> None:
    save(read(lab.folder / "answers" / f"{name}.py"), lab, root / "submission")


def environment_of(root: Path) -> dict[str, str]:
    return os.environ | {"GRADLAB_ROOT": str(root)}


def results(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "results" / "results.json").read_bytes())
    validate(found, SCHEMA)
    return found


def test_the_one_notebook_is_found_below_other_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "my lab ü.ipynb").write_bytes(b"{}")
    (tmp_path / "notes.txt").write_bytes(b"")
    (tmp_path / "helper.py").write_bytes(b"")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "old.ipynb").write_bytes(b"")
    assert find_submission(tmp_path).name == "deep/my lab ü.ipynb"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lab.ipynb").symlink_to("/etc/hostname")
    with pytest.raises(GradlabError, match="There is no notebook"):
        find_submission(tmp_path)


def test_two_notebooks_are_named(tmp_path: Path) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        (tmp_path / name).touch()
    with pytest.raises(GradlabError, match=r"2 files .*a\.ipynb, b\.ipynb"):
        find_submission(tmp_path)


def test_nothing_handed_in_is_said_to_the_student(autograder_root: Path) -> None:
    assert main(autograder_root) == 0
    assert "no notebook" in results(autograder_root)["output"]


def test_a_damaged_zip_of_ours_is_said_with_its_remedy(autograder_root: Path, lab: Master) -> None:
    hand_in(lab, "reference", autograder_root)
    (autograder_root / "source" / "files" / "secret").unlink()
    with pytest.raises(GradlabError, match="gradlab release"):
        read_release_files(autograder_root / "source")
    main(autograder_root)
    assert "gradlab release" in results(autograder_root)["output"]


@pytest.mark.slow
def test_the_reference_gets_everything_and_a_pickle_where_otter_waits(autograder_root: Path, lab: Master) -> None:
    hand_in(lab, "reference", autograder_root)
    (autograder_root / "results" / "results.pkl").touch()
    subprocess.run(START, check=True, env=environment_of(autograder_root))
    found = results(autograder_root)
    assert found["score"] == 100
    assert sum(box.get("score", 0) for box in found["tests"]) == 100
    assert any("<img" in box["output"] for box in found["tests"])
    assert {row["name"] for row in found["leaderboard"]} == {"First layer / last layer", "Accuracy on digits"}
    assert dill.loads((autograder_root / "results" / "results.pkl").read_bytes()).total == 100


@pytest.mark.slow
@pytest.mark.parametrize("name", ["not_a_notebook", "nbformat3", "os_exit", "skeleton"])
def test_special_submissions_get_their_declared_points(name: str, autograder_root: Path, lab: Master) -> None:
    golden = read(lab.folder / "answers" / f"{name}.py")
    hand_in(lab, name, autograder_root)
    subprocess.run(START, check=True, env=environment_of(autograder_root))
    found = results(autograder_root)
    assert found["score"] == sum(golden.score.values())
    assert found["extra_data"]["gradlab"]["status"] == golden.status
    assert not (autograder_root / "results" / "results.pkl").exists()


@pytest.mark.slow
def test_a_deadline_keeps_what_was_graded_before_it(autograder_root: Path, lab: Master) -> None:
    hand_in(lab, "infinite_loop", autograder_root)
    environment = environment_of(autograder_root) | {"GRADLAB_DEADLINE_SECONDS": "3"}
    subprocess.run(START, check=True, env=environment)
    found = results(autograder_root)
    assert "interrupted" in found["output"]
    waiting = [box for box in found["tests"] if "was not graded" in box["output"]]
    assert waiting


@pytest.mark.slow
def test_a_grader_killed_at_any_moment_leaves_valid_results(autograder_root: Path, lab: Master) -> None:
    hand_in(lab, "reference", autograder_root)
    for seconds in (0.3, 1.0, 3.0, 6.0, 9.0):
        shutil.rmtree(autograder_root / "results", ignore_errors=True)
        running = subprocess.Popen(START, env=environment_of(autograder_root))
        while not (
            autograder_root / "results" / "results.json"
        ).exists():  # run_autograder writes one before Python starts
            time.sleep(0.02)
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert 0 <= results(autograder_root)["score"] <= 100
