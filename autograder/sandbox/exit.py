"""How a child ended."""

from __future__ import annotations

import signal
from dataclasses import dataclass


@dataclass(frozen=True)
class Exit:
    """The end of a child, as seen from outside.

    `cause` is one of: "exit" (it ended by itself; `code` is its status), "crash" (a signal it did not expect),
    "memory", "cpu", "processes", "disk" (it went over that limit), "killed" (the grader ended it).
    `cpu_seconds` covers every process of the child. `peak_memory_mb` is the largest resident memory seen, pages
    shared with the warm process included. `attempts` counts refused system calls by name, for staff.
    """

    cause: str
    code: int | None = None
    signal: int | None = None
    cpu_seconds: float = 0.0
    peak_memory_mb: float = 0.0
    attempts: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        if self.cause == "exit":
            return f"exit status {self.code}"
        if self.cause == "crash" and self.signal is not None:
            return f"crash ({signal_name(self.signal)})"
        return self.cause


def signal_name(number: int) -> str:
    """The name of a signal ("SIGSEGV"), or "signal N" where Python knows no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
