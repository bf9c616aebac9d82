"""What a question's stamp covers: the code behind its checks, and no other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from instructor import closure, fingerprint
from instructor.closure import code_behind, modules_behind
from instructor.fingerprint import question_marks
from instructor.master import find

LAB = find("lab").assignment
SECRET = bytes(32)
ALL = {question.name for question in LAB.questions}
CLIPPING = {"clip_gradients", "clip_gradients_globally"}
"""Questions that share a module of hidden checks."""


LOADED = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*(name for name in sys.modules if name.partition(".")[0] in ("autograder", "gradlab")))
"""


def loaded_after_import(modules: list[str]) -> set[str]:
    done = subprocess.run([sys.executable, "-c", LOADED, *modules], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of both packages' sources, which the closure reads in their place."""
    for name, folder in closure._PACKAGES.items():
        for path in folder.rglob("*.py"):
            copy = tmp_path / name / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(closure, "_PACKAGES", {name: tmp_path / name for name in closure._PACKAGES})
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "moved"),
    [
        ("autograder/hidden/detect_explosion.py", {"detect_explosion"}),
        ("autograder/hidden/clipping.py", CLIPPING),
        ("gradlab/checking/public/clip_gradients.py", {"clip_gradients"}),
        ("gradlab/checking/thresholds.py", {"fix_network"}),
        ("gradlab/checking/training.py", {"fix_network"}),
        ("gradlab/checking/planted.py", {"analyze_gradients"}),
        ("autograder/judge/judging.py", ALL),
        ("gradlab/reading/slicing.py", ALL),
        ("gradlab/monitor.py", set()),
        ("autograder/faces/html_feedback.py", set()),
        ("autograder/sandbox/guard.py", set()),
    ],
)
def test_a_change_moves_the_stamps_of_the_questions_that_depend_on_it(
    copied: Path, changed: str, moved: set[str]
) -> None:
    before = question_marks(LAB, SECRET)
    with (copied / changed).open("a") as file:
        file.write("\n# changed\n")
    after = question_marks(LAB, SECRET)
    assert {name for name in ALL if before[name] != after[name]} == moved


def test_another_secret_or_library_moves_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    before = question_marks(LAB, SECRET)
    assert not before.items() & question_marks(LAB, bytes(31) + b"\1").items()
    monkeypatch.setattr(fingerprint, "_version", lambda _: "99.0")
    assert not before.items() & question_marks(LAB, SECRET).items()


def test_what_python_loads_of_ours_for_a_check_is_in_its_closure() -> None:
    for question in sorted(ALL):
        roots = [*fingerprint.JUDGING, f"gradlab.checking.public.{question}", f"autograder.hidden.{question}"]
        assert loaded_after_import(roots) <= set(modules_behind(roots))


def test_a_module_that_is_not_there_or_not_ours_counts_as_empty() -> None:
    assert modules_behind(["numpy", "autograder.no_such_module"]) == {}
    assert code_behind(["numpy"]) == code_behind([])
