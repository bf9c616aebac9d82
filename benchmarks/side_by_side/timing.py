"""What one system took: seconds on the clock, and CPU seconds of all its processes where they can be counted."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.processes import TICK, descendants

EVERY_SECONDS = 0.02

BIN = Path(sys.executable).parent
"""Where the programs of this interpreter's environment are."""


@dataclass(frozen=True)
class Took:
    """`count` submissions took so many seconds, start-up included; `cpu` is NaN where it was spent in containers."""

    system: str
    how: str
    count: int
    seconds: float
    cpu: float = math.nan

    @property
    def each(self) -> float:
        """Seconds on the clock a submission."""
        return self.seconds / self.count

    @property
    def cpu_each(self) -> float:
        """CPU seconds a submission."""
        return self.cpu / self.count


def run(command: Sequence[object], cwd: Path, extra: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Run a command that has to succeed; return its seconds on the clock and the CPU seconds of it and all below it."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, env={**os.environ, **(extra or {})}, stdout=said, stderr=said
        )
        cpu = _cpu_until_it_ends(process)
        seconds = time.perf_counter() - began
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(str(part) for part in command)}\nstopped with:\n{said.read()[-3000:]}")
    return seconds, cpu


def _cpu_until_it_ends(process: subprocess.Popen[bytes]) -> float:
    """Look at all processes below again and again and add up what each had used when it was last seen.

    The system's own sums leave out the children of a process that ignores how they end, as a warm process does. At most one
    interval of each process is missed.
    """
    seen: dict[int, float] = {}
    while process.poll() is None:
        for pid in (process.pid, *(one.pid for one in descendants(process.pid))):
            seen[pid] = max(seen.get(pid, 0.0), _own_cpu(pid))
        time.sleep(EVERY_SECONDS)
    return sum(seen.values())


def _own_cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK
