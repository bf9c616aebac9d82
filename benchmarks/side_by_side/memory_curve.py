"""Memory of `gradlab grade` while a class grows: the command and its warm processes, after so many results.

The notebooks are synthetic and cheap: one answer that needs no network. What is measured does not depend on what students
do, for their code runs in children that end.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from timing import BIN

ANSWER = """\
def detect_explosion(gradient_history, threshold=100.0):
    return {{"events": [], "student": {number}}}
"""
MEGABYTE = 2**20


@dataclass(frozen=True)
class Point:
    """After `count` results: resident megabytes of the command, and of the processes it forks from or keeps."""

    count: int
    command: float
    warm: float


def memory_curve(work: Path, counts: list[int]) -> list[Point]:
    """Grade max(counts) notebooks in one command and read its memory at each of `counts`, while it still runs."""
    folder = work / "class"
    folder.mkdir(parents=True)
    for number in range(max(counts) + 3):  # so that it still runs at the last count
        cell = nbformat.v4.new_code_cell(ANSWER.format(number=number), id="answer")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / f"{number:04}.ipynb")
    command = [BIN / "gradlab", "grade", folder, "--assignment", "lab", "--out", work / "out", "--jobs", "2"]
    points = []
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        for count in sorted(counts):
            while process.poll() is None and _results(work / "out") < count:
                time.sleep(0.05)
            if process.poll() is not None:
                raise SystemExit(f"gradlab grade ended before {count} results, with {process.returncode}")
            points.append(Point(count, _resident(watched), sum(map(_resident, watched.children()))))
    return points


def _results(out: Path) -> int:
    return sum(1 for _ in (out / "results").glob("*.json"))


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / MEGABYTE
    except psutil.NoSuchProcess:
        return 0.0
