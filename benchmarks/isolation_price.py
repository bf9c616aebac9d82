"""What the full isolation adds to grading a submission, beside a process boundary alone.

    python benchmarks/isolation_price.py [--rounds 5]

Both grade the same submissions from the same warm process and take turns, so that a busy machine slows both alike. For each
submission and round the ratio full / boundary is taken, of the seconds on the clock and of the CPU time of all processes: the
grader's, the guards', the students' and the judge's. The figures are medians with the quartiles beside them. The goal is a ratio
of at most 1.15.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from autograder.grading import PRELOAD, Grader
from autograder.sandbox.child import Child
from autograder.sandbox.confine import Confinement
from autograder.sandbox.paths import private_packages
from autograder.sandbox.processes import TICK, descendants
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from instructor.golden import goldens, save
from instructor.master import find

FULL = Confinement(hide=private_packages())
BOUNDARY = Confinement(allow_process_only=True, without=frozenset({"uid", "namespaces", "landlock", "seccomp"}))
SUBMISSIONS = ("reference", "convolutions", "in_place_returns_the_list")
EVERY_SECONDS = 0.02


class CountingWarmProcess(WarmProcess):
    """Keeps its children, whose `exit` tells their CPU time, and watches that of their guards."""

    def __init__(self) -> None:
        super().__init__(PRELOAD)
        self.children: list[Child] = []
        self._guards: dict[int, float] = {}
        threading.Thread(target=self._watch, daemon=True).start()

    def start(self, *arguments: Any, **options: Any) -> Child:
        self.children.append(super().start(*arguments, **options))
        return self.children[-1]

    def cpu_seconds(self) -> float:
        """Of all guards and children that have ended, and of this process."""
        children = sum(child.exit.cpu_seconds for child in self.children if child.exit)
        return children + sum(list(self._guards.values())) + time.process_time()

    def _watch(self) -> None:
        """A guard is no child of ours, so its CPU time is read while it lives: at most one interval is missed."""
        while True:
            time.sleep(EVERY_SECONDS)
            for guard in descendants(self.pid):
                if guard.parent == self.pid:
                    self._guards[guard.pid] = _own_cpu(guard.pid) or self._guards.get(guard.pid, 0.0)


def _own_cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="each submission is graded twice in a round")
    rounds = parser.parse_args().rounds
    print(f"{'submission':<24}{'on the clock':>26}{'CPU time':>26}")
    every: list[tuple[float, float]] = []
    warm = CountingWarmProcess()
    with warm:
        for name, submission, graders in _cases(warm):
            pairs = [_ratio(graders, submission, warm, turn) for turn in range(-1, rounds)][1:]  # the first warms up
            every += pairs
            print(f"{name:<24}{_figure([wall for wall, _ in pairs])}{_figure([cpu for _, cpu in pairs])}", flush=True)
        levels = [graders[which].grade(submission)["isolation"] for which in (0, 1)]
    print(f"{'all':<24}{_figure([wall for wall, _ in every])}{_figure([cpu for _, cpu in every])}")
    print(f"{levels[0]} beside {levels[1]}; load {os.getloadavg()[0]:.1f}")


def _cases(warm: CountingWarmProcess) -> list[tuple[str, Submission, tuple[Grader, Grader]]]:
    master = find("lab")
    full, boundary = (Grader(master.assignment, bytes(32), warm, confinement) for confinement in (FULL, BOUNDARY))
    with tempfile.TemporaryDirectory() as folder:
        chosen = [golden for golden in goldens(master) if golden.name in SUBMISSIONS]
        paths = {golden.name: save(golden, master, Path(folder)) for golden in chosen}
        return [(name, Submission(path.name, path.read_bytes()), (full, boundary)) for name, path in paths.items()]


def _ratio(
    graders: tuple[Grader, Grader], submission: Submission, warm: CountingWarmProcess, turn: int
) -> tuple[float, float]:
    """Full / boundary, on the clock and in CPU time; who is first changes with the turn."""
    spent = {}
    for which in (0, 1) if turn % 2 else (1, 0):
        cpu, clock = warm.cpu_seconds(), time.perf_counter()
        verdict = graders[which].grade(submission)
        assert verdict["status"] == "graded", verdict
        time.sleep(2 * EVERY_SECONDS)
        spent[which] = (time.perf_counter() - clock, warm.cpu_seconds() - cpu)
    return spent[0][0] / spent[1][0], spent[0][1] / spent[1][1]


def _figure(ratios: list[float]) -> str:
    low, middle, high = np.quantile(ratios, [0.25, 0.5, 0.75])
    return f"{middle:>10.3f} ({low:.3f}-{high:.3f})"


if __name__ == "__main__":
    main()
