"""How much memory and processor a container gives, and a sentence where that is too little."""

from __future__ import annotations

from pathlib import Path

MIB = 1024 * 1024
LEAST_MEMORY_MB, LEAST_CPUS = 700, 0.4
"""Gradescope's default container has 768 MB and half a processor; the reference answer needs less than that."""

_GRADER_MB = 450
"""What the grader itself holds: TensorFlow imported once, and the judge."""

_MEMORY = ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")


def memory_mb(root: Path = Path("/")) -> float | None:
    """The container's memory limit in MB, None where there is none."""
    for name in _MEMORY:
        try:
            value = int((root / name).read_text())
        except (OSError, ValueError):  # not there, or "max"
            continue
        return value / MIB if value < 1 << 60 else None
    return None


def cpus(root: Path = Path("/")) -> float | None:
    """The container's share of processors, None where there is no limit."""
    try:
        quota, period = (root / "sys/fs/cgroup/cpu.max").read_text().split()
        return int(quota) / int(period)
    except (OSError, ValueError):
        pass
    try:
        folder = root / "sys/fs/cgroup/cpu"
        quota_us = int((folder / "cpu.cfs_quota_us").read_text())
        return quota_us / int((folder / "cpu.cfs_period_us").read_text()) if quota_us > 0 else None
    except (OSError, ValueError):
        return None


def memory_for_answers_mb(limit: float | None, most: int = 2048) -> int:
    """How much a student's code may hold so that the grader beside it survives."""
    return most if limit is None else int(min(most, max(128, limit - _GRADER_MB)))


def too_small(memory: float | None, processors: float | None) -> list[str]:
    """Sentences for staff and students when the container is smaller than what grading was measured to need."""
    said = []
    if memory is not None and memory < LEAST_MEMORY_MB:
        said.append(
            f"This autograder's container has {memory:.0f} MB of memory; grading needs {LEAST_MEMORY_MB} MB. Answers that are"
            " right may fail. Teaching staff can raise it in the autograder's settings."
        )
    if processors is not None and processors < LEAST_CPUS:
        said.append(
            f"This autograder's container has {processors:g} of a processor; with less than {LEAST_CPUS:g} answers that are right"
            " may run out of time. Teaching staff can raise it in the autograder's settings."
        )
    return said
