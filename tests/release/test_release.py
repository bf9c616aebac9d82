"""A real release: otter assign, our wheel, both zips."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.errors import AssignmentError
from autograder.faces.release_files import read_release_files
from instructor.master import Master
from instructor.otter_assign import otter_assign
from instructor.release import Release, release
from instructor.wheel import build_wheel

pytestmark = pytest.mark.slow


def test_the_students_zip_holds_notebook_toolkit_tests_requirements_and_readme(released: Release) -> None:
    with zipfile.ZipFile(released.student_zip) as archive:
        names = archive.namelist()
    assert {"lab/lab.ipynb", "lab/README.md", "lab/requirements.txt", "lab/gradlab/__init__.py"} <= set(names)
    assert "lab/tests/clip_gradients.py" in names
    assert not [name for name in names if "__pycache__" in name or "/." in name]


def test_the_folder_beside_it_holds_the_same_files(released: Release) -> None:
    with zipfile.ZipFile(released.student_zip) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    top = released.notebook.parent
    there = {f"lab/{path.relative_to(top).as_posix()}": path.read_bytes() for path in top.rglob("*") if path.is_file()}
    assert packed == there


def test_the_same_inputs_give_the_same_bytes(lab: Master, released: Release, tmp_path: Path) -> None:
    build_wheel.cache_clear()
    again = release(lab, tmp_path)
    assert again.student_zip.read_bytes() == released.student_zip.read_bytes()
    assert again.autograder_zip.read_bytes() == released.autograder_zip.read_bytes()


def test_the_notebook_carries_its_toolkit_and_imports_it_alone(released: Release, tmp_path: Path) -> None:
    cells = nbformat.read(released.notebook, as_version=4).cells
    setup = next(cell for cell in cells if "TOOLKIT" in cell.source)
    assert setup.metadata["jupyter"] == {"source_hidden": True}
    packed = re.search(r'^TOOLKIT = "([^"]+)"', setup.source, re.MULTILINE)
    assert packed
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed[1]))) as archive:
        archive.extractall(tmp_path)
    code = "import gradlab, gradlab.checking.notebook; print(gradlab.__file__)"
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(tmp_path / "gradlab" / "__init__.py")


def test_the_autograder_zip_is_complete(released: Release, tmp_path: Path, lab: Master) -> None:
    with zipfile.ZipFile(released.autograder_zip) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path)
    assert {"setup.sh", "run_autograder", "otter_config.json", "run_otter.py", "environment.yml"} <= names
    assert {f"tests/{question.name}.py" for question in lab.assignment.questions} <= names
    files = read_release_files(tmp_path)
    assert files.assignment == lab.assignment
    assert len(files.secret) == 32
    (wheel,) = (name for name in names if name.endswith(".whl"))
    with zipfile.ZipFile(tmp_path / wheel) as ours:
        assert "autograder/hidden/clip_gradients.py" in ours.namelist()
        assert "instructor/templates/setup.sh" in ours.namelist()


def test_the_secret_is_not_shown_to_others(released: Release, lab: Master) -> None:
    assert (lab.folder / ".secret").stat().st_mode & 0o077 == 0
    assert released.autograder_zip.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("program", ["setup.sh", "run_autograder"])
def test_the_shell_programs_are_valid(program: str, released: Release, tmp_path: Path) -> None:
    with zipfile.ZipFile(released.autograder_zip) as archive:
        archive.extract(program, tmp_path)
    subprocess.run(["bash", "-n", str(tmp_path / program)], check=True)


def test_a_leak_stops_the_release_before_anything_is_written(lab: Master, tmp_path: Path) -> None:
    copy = tmp_path / "lab"
    copy.mkdir()
    (copy / "assignment.toml").write_bytes((lab.folder / "assignment.toml").read_bytes())
    text = lab.notebook_path.read_text(encoding="utf-8")
    leaky = text.replace("# BEGIN SOLUTION NO PROMPT", "", 1).replace("    # END SOLUTION\n", "", 1)
    (copy / "lab.py").write_text(leaky, encoding="utf-8")
    with pytest.raises(AssignmentError):
        release(Master(copy, lab.assignment), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_master_that_otter_refuses_is_named(lab: Master, tmp_path: Path) -> None:
    (tmp_path / "lab.py").write_text("# %% [raw]\n# # BEGIN QUESTION\n# name: q1\n", encoding="utf-8")
    with pytest.raises(AssignmentError, match=r"lab\.py"):
        otter_assign(Master(tmp_path, lab.assignment))


def test_public_tests_say_that_more_checks_follow(released: Release) -> None:
    text = (released.notebook.parent / "tests" / "clip_gradients.py").read_text(encoding="utf-8")
    assert "More checks run after you hand in" in text
    assert json.loads(released.notebook.read_bytes())["nbformat"] == 4


@pytest.mark.parametrize("files", ["the notebook alone, as in Colab", "the whole folder"])
def test_the_released_notebook_runs_from_top_to_bottom(files: str, released: Release, tmp_path: Path) -> None:
    if files == "the whole folder":
        shutil.copytree(released.notebook.parent, tmp_path, dirs_exist_ok=True)
    else:
        shutil.copy(released.notebook, tmp_path)
    notebook = nbformat.read(tmp_path / "lab.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    answers = [cell.outputs for cell in notebook.cells if cell.source.startswith("grader.check(")]
    assert len(answers) == 5
    assert all("not started yet" in str(outputs) for outputs in answers)
