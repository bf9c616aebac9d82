"""Time judging kept evidence again: where the CPU seconds of a regrade go, and what 1,000 submissions would take.

    python benchmarks/regrade_speed.py GRADED [--copies 10]

GRADED is a folder that `gradlab grade` wrote for the lab. Its evidence is copied under new names until there are enough
submissions, and `gradlab regrade --dry-run` judges them. CPU time is counted because it hardly depends on what else the
machine does; it includes the import of TensorFlow, once for all.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGET = 0.36
"""CPU seconds a submission: 1,000 in three minutes on two cores."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graded", type=Path)
    parser.add_argument("--copies", type=int, default=10, help="submissions to judge")
    options = parser.parse_args()
    originals = sorted((options.graded / "evidence").glob("*.bin"))
    if not originals or options.copies < 1:
        parser.error(f"there is no evidence in {options.graded}, or nothing to judge")
    with tempfile.TemporaryDirectory() as folder:
        copy_class(options.graded, originals, Path(folder), options.copies)
        before, began = children_cpu(), time.perf_counter()
        command = [Path(sys.executable).parent / "gradlab", "regrade", folder, "--assignment", "lab", "--dry-run"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        wall, cpu = time.perf_counter() - began, children_cpu() - before
    each = cpu / options.copies
    cores = len(os.sched_getaffinity(0))
    print(f"{options.copies} submissions, {cores} cores, load {os.getloadavg()[0]:.1f}")
    print(f"regrade         {wall:7.1f} s   {cpu:7.1f} CPU s   {each:5.2f} CPU s a submission")
    print(f"target          {each / TARGET:7.1f} times what 1,000 in three minutes on two cores allow")


def copy_class(graded: Path, originals: list[Path], folder: Path, copies: int) -> None:
    """A graded class of `copies` submissions in `folder`, with the evidence and results of `originals` in turn."""
    for name in ("evidence", "results"):
        (folder / name).mkdir()
    shutil.copy(graded / ".secret", folder / ".secret")
    for number, original in zip(range(copies), itertools.cycle(originals), strict=False):
        shutil.copy(original, folder / "evidence" / f"{original.stem}_{number:04d}.bin")
        result = graded / "results" / f"{original.stem}.json"
        shutil.copy(result, folder / "results" / f"{original.stem}_{number:04d}.json")


def children_cpu() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
