"""`nbgrader autograde` of a class: it runs the whole notebook in a fresh kernel, with the three checks as test cells.

nbgrader has a virtual environment of its own; the kernel is this interpreter, so that the student's code runs on the same
libraries as everywhere else.
"""

from __future__ import annotations

import copy
import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from three_checks import THREE_CHECKS
from timing import Took, run

NBGRADER = "nbgrader==0.9.5"
ENVIRONMENT = Path(__file__).resolve().parents[2] / "build" / "bench" / "nbgrader"
KERNEL = "this-interpreter"

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "bench"
c.ExecutePreprocessor.timeout = 600
"""


def nbgrader_autograde(answer: Any, work: Path, count: int) -> Took:
    """Time it; every submission has to pass the three checks."""
    program = installed()
    extra = {"JUPYTER_PATH": str(work / "jupyter"), "PATH": f"{program.parent}:/usr/bin:/bin"}
    course = work / "course"
    _write_kernel(work / "jupyter" / "kernels" / KERNEL)
    (course / "source" / "lab").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    nbformat.write(_with_tests(answer), course / "source" / "lab" / "lab.ipynb")
    run([program, "generate_assignment", "lab"], course, extra)
    released = nbformat.read(course / "release" / "lab" / "lab.ipynb", as_version=4)
    for number in range(count):
        folder = course / "submitted" / f"student_{number:04}" / "lab"
        folder.mkdir(parents=True)
        nbformat.write(released, folder / "lab.ipynb")
    seconds, cpu = run([program, "autograde", "lab"], course, extra)
    run([program, "export"], course, extra)
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        scores = [float(row["raw_score"] or 0) for row in csv.DictReader(file)]
    if scores != [float(len(THREE_CHECKS))] * count:
        raise SystemExit(f"nbgrader: points {scores} instead of {len(THREE_CHECKS)} for each of {count}")
    return Took("nbgrader autograde", "one command; three asserts in cells, not shut in", count, seconds, cpu)


def installed() -> Path:
    """The program, in a virtual environment of its own that is made the first time (a minute or more)."""
    program = ENVIRONMENT / "bin" / "nbgrader"
    if not program.exists():
        print(f"Installing {NBGRADER}, once ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        pip = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, NBGRADER], check=True)
    return program


def _write_kernel(folder: Path) -> None:
    folder.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    text = json.dumps({"argv": argv, "display_name": KERNEL, "language": "python"})
    (folder / "kernel.json").write_text(text, encoding="utf-8")


def _with_tests(answer: Any) -> Any:
    made = copy.deepcopy(answer)
    made.metadata["kernelspec"] = {"name": KERNEL, "display_name": KERNEL, "language": "python"}
    for name, body in THREE_CHECKS.items():
        cell = nbformat.v4.new_code_cell(body, id=f"test-{name}".replace("_", "-"))
        cell.metadata["nbgrader"] = {
            "grade": True, "solution": False, "locked": True, "task": False, "points": 1, "grade_id": name, "schema_version": 3,
        }  # fmt: skip
        made.cells.append(cell)
    return made
