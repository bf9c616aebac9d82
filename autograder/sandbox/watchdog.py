"""Watches from outside what the kernel's limits do not count for a whole child: memory, CPU, processes, disk."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.processes import Process, descendants, page_tables, proportional_memory

DISK_EVERY = 8  # looks at the folder on every eighth look at the processes
LARGE = 1 << 36  # bytes of address space up to which page tables are too small to count: 128 MB
MANY = 64  # processes: RLIMIT_NPROC counts threads with them, of which TensorFlow needs hundreds, but no answer needs these
LOW_DISK_MB = 256  # files that are deleted but open are in no folder: stop before the disk is full


class Watchdog:
    """`look()` names the limit that the processes below this one have passed, or None.

    `folder` is watched only where it lies on a real disk; a tmpfs has its own size limit. `peak` (resident
    bytes) and `cpu_seconds` are the most seen so far.
    """

    def __init__(self, limits: Limits, folder: str | None, uid: int | None) -> None:
        self._limits = limits
        self._folder = folder
        self._uid = uid
        self._looks = 0
        self._free_at_start = _free_mb(folder) if folder else 0
        self.peak = 0
        self.cpu_seconds = 0.0

    def look(self) -> str | None:
        processes = descendants(os.getpid())
        # First, because it is cheap and urgent: hundreds of busy processes leave this one hardly any time for the rest.
        if len(processes) > MANY or sum(process.threads for process in processes) > self._limits.processes + 1:
            return "processes"
        tables = sum(page_tables(process.pid) for process in processes if process.address_space > LARGE)
        resident = sum(process.resident for process in processes) + tables
        self.peak = max(self.peak, resident)
        self._looks += 1
        if resident > self._limits.memory_mb * MIB and self._memory(processes) + tables > self._limits.memory_mb * MIB:
            return "memory"
        self.cpu_seconds = max(self.cpu_seconds, sum(process.cpu_seconds for process in processes))
        if self.cpu_seconds > self._limits.cpu_seconds + 1:
            return "cpu"
        if self._folder and self._looks % DISK_EVERY == 0 and self._disk_is_over(self._folder):
            return "disk"
        return None

    def _memory(self, processes: list[Process]) -> int:
        """Bytes the processes hold, each shared page once where the kernel tells (PSS), else once per process.

        In a container root may not look into the processes of others; their own uid may. Only the effective
        ids are changed, so that the child cannot signal this process meanwhile.
        """
        if self._uid is not None:
            os.setegid(self._uid)
            os.seteuid(self._uid)
        try:
            shares = [(process, proportional_memory(process.pid)) for process in processes]
        finally:
            if self._uid is not None:
                os.seteuid(0)
                os.setegid(0)
        return sum(_unshared(process) if share is None else share for process, share in shares)

    def _disk_is_over(self, folder: str) -> bool:
        if _used(folder, self._limits.disk_mb * MIB) > self._limits.disk_mb * MIB:
            return True
        return _free_mb(folder) < LOW_DISK_MB < self._free_at_start


def _unshared(process: Process) -> int:
    """Without the pages of mapped files, such as TensorFlow's own library."""
    try:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("RssAnon:", "RssShmem:")))


def _used(folder: str, enough: int) -> int:
    """Bytes below `folder`, 4 KiB for every entry at least; stops counting above `enough`."""
    total = 0
    waiting = [folder]
    while waiting and total <= enough:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    total += max(status.st_blocks * 512, 4096)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue  # the child removes and renames while we look
    return total


def _free_mb(folder: str) -> int:
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize // MIB


def oom_kills() -> int:
    """How often the kernel has killed for want of memory since it started, in any container (/proc/vmstat)."""
    try:
        lines = Path("/proc/vmstat").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
