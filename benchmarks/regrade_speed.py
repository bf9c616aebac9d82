"""Time a regrade in three cases: no check has changed, one question's checks have, the checks of all have.

    python benchmarks/regrade_speed.py GRADED [--copies 100] [--question clip_gradients]

GRADED is a folder that `gradlab grade` wrote for the lab. Its evidence is copied under new names until there are enough
submissions. That checks have changed is played: results are stamped as those of other checks. CPU time is counted because it
hardly depends on what else the machine does: of this process, and of each judge as its guard measured it. The import of
TensorFlow, about 4 s once for all, is left out. Copies follow one another in the order of the class, so that with more than
40 submissions in GRADED no judge gets the same one twice.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from autograder.sandbox.child import Child
from autograder.sandbox.confine import Confinement
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import WarmProcess
from instructor import regrade
from instructor.master import find
from instructor.regrade import regrade_class

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
            wall, cpu = timed_regrade(Path(folder))
        each = cpu / options.copies
        print(
            f"{case:<24} {wall:7.1f} s {cpu:7.1f} CPU s {each:6.3f} a submission, {each / TARGET:5.2f} times the target"
        )


class CountedWarmProcess(WarmProcess):
    """A warm process that remembers its children: the system adds their CPU time to nobody's."""

    children: ClassVar[list[Child]] = []

    def start(self, entry: str, *, confine: Confinement | None, limits: Limits) -> Child:
        child = super().start(entry, confine=confine, limits=limits)
        self.children.append(child)
        return child


def timed_regrade(folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds of a regrade that writes nothing."""
    CountedWarmProcess.children.clear()
    began, before = time.perf_counter(), time.process_time()
    results = regrade_class(folder, find("lab"), dry_run=True, say=print)
    if failures := [one.failure for one in results if one.failure]:
        sys.exit(f"{len(failures)} could not be judged: {failures[0]}")
    of_judges = sum(child.exit.cpu_seconds for child in CountedWarmProcess.children if child.exit)
    return time.perf_counter() - began, time.process_time() - before + of_judges


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


if __name__ == "__main__":
    regrade.WarmProcess = CountedWarmProcess  # type: ignore[misc]
    main()
