"""The real `otter run` on the files of a real autograder zip."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import dill
import pytest
from gradescope_schema import SCHEMA
from jsonschema import validate

from instructor.golden import every_face, read, save
from instructor.master import find
from instructor.otter_assign import Assigned
from instructor.release_autograder import autograder_files
from instructor.reproducible_zip import reproducible_zip

pytestmark = pytest.mark.slow
LAB = find("lab")


@pytest.fixture(scope="module")
def autograder_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `gradlab release` writes; its test files are never run, because otter never sees an answer."""
    path = tmp_path_factory.mktemp("zip") / "lab-autograder.zip"
    tests = {f"tests/{question.name}.py": b"OK_FORMAT = False\n" for question in LAB.assignment.questions}
    assigned = Assigned(notebook=None, student_tests={}, grader_tests=tests)
    path.write_bytes(reproducible_zip(autograder_files(LAB, assigned, bytes(range(32)))))
    return path


def otter_run(submission: Path, autograder_zip: Path, out: Path) -> tuple[dict[str, Any], str]:
    command = [sys.executable, "-m", "otter", "run", "-a", str(autograder_zip), "-o", str(out), str(submission)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=out, env=os.environ)
    assert done.returncode == 0, done.stderr[-2000:]
    results: dict[str, Any] = json.loads((out / "results.json").read_bytes())
    validate(results, SCHEMA)
    return results, done.stdout


def scores(results: dict[str, Any]) -> dict[str, float]:
    return {box["name"]: box["score"] for box in results["tests"] if "score" in box}


@pytest.mark.parametrize("name", [one.name for one in every_face(LAB) if one.raw != "not_a_notebook"])
def test_otter_run_gives_the_declared_score_of_each_question(name: str, autograder_zip: Path, tmp_path: Path) -> None:
    golden = read(LAB.folder / "answers" / f"{name}.py")
    results, _ = otter_run(save(golden, LAB, tmp_path), autograder_zip, tmp_path)
    assert scores(results) == golden.score


def test_a_file_that_is_no_notebook_is_refused_by_otter_before_any_plugin(autograder_zip: Path, tmp_path: Path) -> None:
    """otter parses the file first, and ends with nbformat's error and no results; `gradlab grade` says it in words."""
    path = save(read(LAB.folder / "answers" / "not_a_notebook.py"), LAB, tmp_path)
    command = [sys.executable, "-m", "otter", "run", "-a", str(autograder_zip), "-o", str(tmp_path), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode != 0
    assert "nbformat" in done.stderr
    assert not (tmp_path / "results.json").exists()


class Trap:
    """Unpickled, it leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mknod, (self.path,)


def test_nothing_that_comes_with_a_notebook_is_unpickled_or_run(autograder_zip: Path, tmp_path: Path) -> None:
    sprung, imported = tmp_path / "sprung", tmp_path / "imported"
    notebook = save(read(LAB.folder / "answers" / "skeleton.py"), LAB, tmp_path)
    log = dill.dumps(Trap(sprung))
    hostile = f"open({str(imported)!r}, 'w').close()\n"
    handed_in = tmp_path / "alice.zip"
    with zipfile.ZipFile(handed_in, "w") as archive:
        archive.write(notebook, "alice.ipynb")
        archive.writestr(".OTTER_LOG", log)
        for name in (
            "otter/__init__.py",
            "ipykernel_launcher/__init__.py",
            "json/__init__.py",
            "tests/evil/__init__.py",
        ):
            archive.writestr(name, hostile)
    results, _ = otter_run(handed_in, autograder_zip, tmp_path)
    assert sum(scores(results).values()) == 0
    assert not sprung.exists()
    assert not imported.exists()
    dill.loads(log)
    assert sprung.exists(), "the trap itself does not work"
