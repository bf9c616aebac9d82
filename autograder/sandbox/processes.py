"""The processes below one process, read from /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """One line of /proc/PID/stat: seconds of CPU (with reaped children), bytes in RAM, number of threads, address space.

    The kernel's page tables can take up to 1/512 of the address space, and stand in no other field.
    """

    pid: int
    parent: int
    state: str
    cpu_seconds: float
    resident: int
    threads: int
    address_space: int


def read_process(pid: int) -> Process | None:
    """None when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name stands in brackets and may hold anything, brackets included.
    fields = text.rpartition(")")[2].split()
    ticks = sum(int(field) for field in fields[11:15])
    return Process(
        pid=pid,
        parent=int(fields[1]),
        state=fields[0],
        cpu_seconds=ticks / TICK,
        resident=int(fields[21]) * PAGE,
        threads=int(fields[17]),
        address_space=int(fields[20]),
    )


def descendants(root: int) -> list[Process]:
    """Every living process below `root`, without it; zombies are left out."""
    found: list[Process] = []
    waiting = _children(root)
    while waiting:
        pid = waiting.pop()
        process = read_process(pid)
        if process is None:
            continue
        if process.state not in "ZX":
            found.append(process)
        waiting.extend(_children(pid))
    return found


def proportional_memory(pid: int) -> int | None:
    """Bytes in RAM with shared pages divided among their owners (PSS); None where the kernel refuses to say."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def page_tables(pid: int) -> int:
    """Bytes of the kernel's tables for the process's memory; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("VmPTE:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def threads_of_this_uid() -> int:
    """How many threads run under the real uid of this process, as RLIMIT_NPROC counts them."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            mine = os.stat(f"/proc/{name}").st_uid == os.getuid()
        except OSError:
            continue
        process = read_process(int(name)) if mine else None
        total += process.threads if process else 0
    return total


def _children(pid: int) -> list[int]:
    children: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            children += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    except FileNotFoundError:
        if os.path.exists(f"/proc/{pid}") and not os.path.exists("/proc/thread-self/children"):
            return _children_by_scan(pid)
    except OSError:
        pass
    return children


def _children_by_scan(parent: int) -> list[int]:
    processes = (read_process(int(name)) for name in os.listdir("/proc") if name.isdigit())
    return [process.pid for process in processes if process is not None and process.parent == parent]
