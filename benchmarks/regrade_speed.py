"""Time a regrade in three cases: no check has changed, one question's checks have, the checks of all have.

    python benchmarks/regrade_speed.py GRADED [--copies 100] [--question clip_gradients]

GRADED is a folder that `gradlab grade` wrote for the lab. Its evidence is copied under new names until there are enough
submissions. That checks have changed is played: results are stamped as those of other checks. CPU time is counted because it
hardly depends on what else the machine does; it includes the import of TensorFlow, once for all. Copies follow one another
in the order of the class, so that with more than 40 submissions in GRADED no judge gets the same one twice.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TARGET = 0.36
"""CPU seconds a submission: 1,000 in three minutes on two cores."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graded", type=Path)
    parser.add_argument("--copies", type=int, default=100, help="submissions to judge")
    parser.add_argument("--question", default="clip_gradients", help="the one whose checks have changed")
    options = parser.parse_args()
    originals = sorted((options.graded / "evidence").glob("*.bin"))
    if not originals or options.copies < 1:
        parser.error(f"there is no evidence in {options.graded}, or nothing to judge")

    def one_changed(stamps: dict[str, str]) -> dict[str, str]:
        return {name: "other checks" if name == options.question else mark for name, mark in stamps.items()}

    cases: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
        "nothing changed": lambda stamps: stamps,
        f"{options.question} changed": one_changed,
        "everything changed": lambda stamps: {},
    }
    print(f"{options.copies} submissions, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}")
    for case, restamped in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            copy_class(options.graded, originals, Path(folder), options.copies, restamped)
            wall, cpu = timed_regrade(folder)
        each = cpu / options.copies
        print(
            f"{case:<24} {wall:7.1f} s {cpu:7.1f} CPU s {each:6.3f} a submission, {each / TARGET:5.2f} times the target"
        )


def timed_regrade(folder: str) -> tuple[float, float]:
    """Wall and CPU seconds of a regrade that writes nothing."""
    before, began = children_cpu(), time.perf_counter()
    command = [Path(sys.executable).parent / "gradlab", "regrade", folder, "--assignment", "lab", "--dry-run"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began, children_cpu() - before


def copy_class(
    graded: Path,
    originals: list[Path],
    folder: Path,
    copies: int,
    restamped: Callable[[dict[str, str]], dict[str, str]],
) -> None:
    """A graded class of `copies` submissions in `folder`: evidence and results of `originals` in turn, stamped anew."""
    for name in ("evidence", "results"):
        (folder / name).mkdir()
    shutil.copy(graded / ".secret", folder / ".secret")
    for number, original in zip(range(copies), itertools.cycle(originals), strict=False):
        stem = f"{number:06d}_{original.stem}"
        shutil.copy(original, folder / "evidence" / f"{stem}.bin")
        result: dict[str, Any] = json.loads((graded / "results" / f"{original.stem}.json").read_bytes())
        result["stamps"]["questions"] = restamped(result["stamps"]["questions"])
        (folder / "results" / f"{stem}.json").write_text(json.dumps(result))


def children_cpu() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
