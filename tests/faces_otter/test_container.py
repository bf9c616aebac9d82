"""What a container's limits are, in both ways in which Linux writes them down."""

from __future__ import annotations

from pathlib import Path

from autograder.faces.container import cpus, memory_for_answers_mb, memory_mb, too_small


def put(root: Path, name: str, text: str) -> Path:
    path = root / "sys/fs/cgroup" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return root


def test_limits_of_control_groups_version_2(tmp_path: Path) -> None:
    put(tmp_path, "memory.max", "805306368\n")
    put(tmp_path, "cpu.max", "50000 100000\n")
    assert (memory_mb(tmp_path), cpus(tmp_path)) == (768.0, 0.5)


def test_limits_of_control_groups_version_1(tmp_path: Path) -> None:
    put(tmp_path, "memory/memory.limit_in_bytes", "402653184\n")
    put(tmp_path, "cpu/cpu.cfs_quota_us", "25000\n")
    put(tmp_path, "cpu/cpu.cfs_period_us", "100000\n")
    assert (memory_mb(tmp_path), cpus(tmp_path)) == (384.0, 0.25)


def test_no_limit_is_none(tmp_path: Path) -> None:
    assert (memory_mb(tmp_path), cpus(tmp_path)) == (None, None)
    put(tmp_path, "memory.max", "max\n")
    put(tmp_path, "cpu.max", "max 100000\n")
    put(tmp_path, "memory/memory.limit_in_bytes", f"{2**63 - 4096}\n")
    put(tmp_path, "cpu/cpu.cfs_quota_us", "-1\n")
    put(tmp_path, "cpu/cpu.cfs_period_us", "100000\n")
    assert (memory_mb(tmp_path), cpus(tmp_path)) == (None, None)


def test_an_answer_leaves_room_for_the_grader() -> None:
    assert memory_for_answers_mb(None) == 2048
    assert 128 <= memory_for_answers_mb(768) < 400
    assert memory_for_answers_mb(64_000) == 2048


def test_a_container_that_is_too_small_is_said_in_words() -> None:
    assert too_small(768, 0.5) == []
    assert too_small(None, None) == []
    memory, processor = too_small(384, 0.25)
    assert "384 MB" in memory
    assert "0.25 of a processor" in processor
