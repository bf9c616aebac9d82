"""The real `otter assign`, run on a master in a folder of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from instructor.errors import AssignmentError
from instructor.master import Master


@dataclass(frozen=True)
class Assigned:
    """What `otter assign` made: the student's notebook, and the test files by name on both sides."""

    notebook: Any
    student_tests: dict[str, bytes]
    grader_tests: dict[str, bytes]


def otter_assign(master: Master) -> Assigned:
    """Run `otter assign` on the master.

    Its own run of the tests is left out: the engine proves more, see `gradlab verify`.

    Raises:
        AssignmentError: otter refuses the master.
    """
    name = f"{master.assignment.name}.ipynb"
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder) / "master" / name, Path(folder) / "result"
        source.parent.mkdir()
        nbformat.write(master.read(), source)
        command = [sys.executable, "-m", "otter", "assign", str(source), str(result), "--no-run-tests", "--no-pdfs"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
        if done.returncode != 0:
            raise AssignmentError(
                f"otter assign refuses {master.notebook_path}. Mend what it names: {(done.stderr or done.stdout)[-1500:]}"
            )
        return Assigned(
            notebook=nbformat.read(result / "student" / name, as_version=4),
            student_tests=_tests(result / "student" / "tests"),
            grader_tests=_tests(result / "autograder" / "tests"),
        )


def _tests(folder: Path) -> dict[str, bytes]:
    return {f"tests/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.py"))}
