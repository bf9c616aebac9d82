"""Time `gradlab grade` beside `otter run` on the same submissions, in one run on one machine.

    python benchmarks/grade_vs_otter.py [--count 20]

Prints both times and their ratio. Both use the released autograder zip's questions and the same isolation; `otter run`
takes one submission a call, as its users call it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from instructor.golden import goldens, save
from instructor.master import find
from instructor.release import release

BIN = Path(sys.executable).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20, help="submissions of the sample class that end by themselves")
    count = parser.parse_args().count
    master = find("lab")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        zipped = release(master, work / "dist").autograder_zip
        (work / "class").mkdir()
        ordinary = [golden for golden in goldens(master) if golden.status == "graded" and not golden.raw][:count]
        notebooks = [save(golden, master, work / "class") for golden in ordinary]
        ours = timed([BIN / "gradlab", "grade", work / "class", "--assignment", "lab", "--out", work / "out"], work)
        otters = 0.0
        for number, notebook in enumerate(notebooks, start=1):
            otters += timed([BIN / "otter", "run", "--no-logo", "-a", zipped, "-o", work, notebook], work)
            print(f"\rotter run: {number} of {len(notebooks)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    cores = len(os.sched_getaffinity(0))
    print(f"{len(notebooks)} submissions, {cores} cores, load before {os.getloadavg()[2]:.1f}")
    print(f"gradlab grade   {ours:7.1f} s   {ours / len(notebooks):5.2f} s a submission")
    print(f"otter run       {otters:7.1f} s   {otters / len(notebooks):5.2f} s a submission")
    print(f"ratio           {otters / ours:7.1f}")


def timed(command: list[object], cwd: Path) -> float:
    """Wall-clock seconds of a command that has to succeed."""
    began = time.perf_counter()
    subprocess.run([str(part) for part in command], cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
