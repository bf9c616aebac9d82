"""Bombs, floods and daemons: each ends soon, with its cause, and leaves nothing (see `start` in conftest)."""

from __future__ import annotations

import errno
import time
from pathlib import Path

import pytest
from starting import BEST, SMALL, Start

from autograder.sandbox.confine import Confinement
from autograder.sandbox.errors import ChildExited
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.warm import WarmProcess

SECONDS = 40.0


def cause_of_the_end(start: Start, entry: str, limits: Limits = SMALL) -> str:
    child = start(entry, limits=limits)
    with pytest.raises(ChildExited) as caught:
        child.receive(SECONDS)
    return caught.value.exit.cause


def test_a_fork_bomb_is_ended() -> None:
    """In a warm process of its own, so that its folder can be seen to go."""
    with WarmProcess(preload=()) as warm:
        child = warm.start("sandbox_entries:fork_bomb", confine=BEST, limits=Limits(cpu_seconds=1, processes=64))
        with child, pytest.raises(ChildExited) as caught:
            child.receive(SECONDS)
        assert caught.value.exit.cause in ("cpu", "processes", "memory")
    assert not warm.folder.exists()


def test_a_fork_bomb_that_stays_below_the_kernel_s_limit_is_ended_for_its_processes(start: Start) -> None:
    """Each stays alive and busy: hundreds would leave the guard no time to see that memory or CPU runs out."""
    assert cause_of_the_end(start, "fork_bomb", Limits(processes=512)) == "processes"


def test_threads_are_limited_too(start: Start) -> None:
    child = start("thread_bomb")
    try:
        if int(child.receive(SECONDS)) > SMALL.processes:
            child.receive(SECONDS)  # the kernel counts others too here; the watchdog is about to end it
    except ChildExited as error:
        assert error.exit.cause == "processes"  # noqa: PT017 - either end is right


def test_memory_beyond_the_limit_ends_the_child(start: Start) -> None:
    assert cause_of_the_end(start, "memory_bomb") == "memory"


def test_memory_of_all_processes_counts_together(start: Start) -> None:
    assert cause_of_the_end(start, "memory_bomb_in_children") == "memory"


def test_page_tables_are_memory(start: Start) -> None:
    assert cause_of_the_end(start, "page_table_bomb") == "memory"


def test_memory_that_stays_when_it_is_let_go_of_is_not_given_out(start: Start) -> None:
    assert start("share_memory").receive(SECONDS) == b"PermissionError"


def test_where_nothing_shuts_the_file_system_zeros_cannot_be_shared_either(start: Start) -> None:
    confine = Confinement(without=frozenset({"uid", "namespaces", "landlock"}), allow_process_only=True)
    assert start("share_zeros", confine=confine).receive(SECONDS) == str(errno.ENODEV).encode()


def test_cpu_beyond_the_limit_ends_a_child_that_ignores_the_warning(start: Start) -> None:
    assert cause_of_the_end(start, "spin", Limits(cpu_seconds=1)) == "cpu"


def test_cpu_of_all_processes_counts_together(start: Start) -> None:
    assert cause_of_the_end(start, "spin_in_children", Limits(cpu_seconds=2)) == "cpu"


def test_endless_recursion_is_a_crash(start: Start) -> None:
    assert cause_of_the_end(start, "recurse") == "crash"


def test_output_goes_nowhere(start: Start) -> None:
    assert start("flood_the_output").receive(SECONDS) == b"done"


def test_a_deaf_child_is_killed(start: Start) -> None:
    child = start("ignore_signals")
    assert child.receive(SECONDS) == b"deaf"
    child.kill()
    assert child.exit.cause == "killed"


def test_a_daemon_dies_with_the_child(start: Start) -> None:
    name = "gl-daemon-test"
    child = start("start_a_daemon")
    child.send(name.encode())
    assert child.receive(SECONDS) == b"alive"
    with pytest.raises(ChildExited):
        child.receive(SECONDS)
    assert [path for path in Path("/proc").glob("[0-9]*/comm") if _text(path) == name] == []


def test_what_comes_after_the_entry_has_returned_is_not_heard(start: Start) -> None:
    child = start("answer_late")
    assert child.receive(SECONDS) == b"in time"
    time.sleep(0.5)
    with pytest.raises(ChildExited, match="exit status 0"):
        child.receive(SECONDS)


def test_one_file_has_a_limit(start: Start) -> None:
    assert int(start("write_one_large_file").receive(SECONDS)) == SMALL.file_mb * MIB


def test_all_files_together_have_a_limit(start: Start) -> None:
    child = start("fill_the_disk")
    try:
        assert child.receive(SECONDS) == b"OSError"
    except ChildExited as error:
        assert error.exit.cause == "disk"  # noqa: PT017 - either end is right


def test_open_files_have_a_limit(start: Start) -> None:
    assert int(start("open_many_files").receive(SECONDS)) < SMALL.open_files


def test_deleted_files_that_are_held_open_have_a_limit(start: Start) -> None:
    held = int(start("fill_the_disk_with_deleted_files").receive(SECONDS).split()[0])
    assert held <= SMALL.open_files


def test_a_mess_in_the_private_folder_is_removed(start: Start) -> None:
    child = start("leave_a_mess")
    home = child.receive(SECONDS).decode()
    child.close()
    assert not Path(home).exists()


def test_a_child_that_never_reads_does_not_stop_the_grader(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.sandbox.child.SEND_SECONDS", 0.3)
    child = start("never_read")
    child.send(bytes(20_000_000))
    assert child.exit.cause == "killed"


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
