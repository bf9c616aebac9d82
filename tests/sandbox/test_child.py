"""A child answers, or ends, or says nothing: the grader always learns which."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from starting import BEST, SMALL, Start

from autograder.sandbox.errors import ChildExited, ChildTimeout, FrameTooLarge, SandboxError
from autograder.sandbox.limits import Limits
from autograder.sandbox.processes import descendants, read_process
from autograder.sandbox.warm import WarmProcess

SECONDS = 20.0


def ends(pid: int) -> bool:
    """True as soon as the process is gone, or has ended and waits for its parent."""
    deadline = time.monotonic() + 10
    while (process := read_process(pid)) and process.state != "Z" and time.monotonic() < deadline:
        time.sleep(0.02)
    return process is None or process.state == "Z"


def test_a_frame_comes_back_as_it_was_sent(start: Start) -> None:
    child = start("echo")
    for payload in (b"", b"x", os.urandom(900_000)):
        child.send(payload)
        assert child.receive(SECONDS) == payload


def test_a_frame_sent_while_the_child_answers_does_not_block(start: Start) -> None:
    child = start("echo", limits=Limits(frame_mb=8, total_mb=64))
    for _ in range(3):
        child.send(bytes(5_000_000))
    assert [len(child.receive(SECONDS)) for _ in range(3)] == [5_000_000] * 3


def test_what_was_answered_before_a_crash_is_kept(start: Start) -> None:
    child = start("answer_then_segfault")
    assert child.receive(SECONDS) == b"first"
    with pytest.raises(ChildExited) as caught:
        child.receive(SECONDS)
    assert caught.value.exit.cause == "crash"
    assert str(child.exit) == "crash (SIGSEGV)"


def test_an_early_exit_gives_its_code_and_is_no_answer(start: Start) -> None:
    child = start("answer_then_exit")
    time.sleep(0.3)
    assert child.receive(SECONDS) == b"first"
    with pytest.raises(ChildExited, match="exit status 3"):
        child.receive(SECONDS)
    assert (child.exit.cause, child.exit.code) == ("exit", 3)


def test_an_error_in_the_child_is_exit_status_1(start: Start) -> None:
    with pytest.raises(ChildExited, match="exit status 1"):
        start("raise_an_error").receive(SECONDS)


def test_a_child_that_sleeps_times_out_and_lives_until_it_is_killed(start: Start) -> None:
    child = start("sleep")
    with pytest.raises(ChildTimeout, match=r"0\.1 s"):
        child.receive(0.1)
    assert child.exit is None
    child.kill()
    assert child.exit.cause == "killed"


def test_sending_to_a_child_that_has_ended_is_no_error(start: Start) -> None:
    child = start("answer_then_exit")
    time.sleep(0.3)
    child.send(bytes(1_000_000))
    child.receive(SECONDS)
    with pytest.raises(ChildExited):
        child.receive(SECONDS)


def test_half_a_frame_is_no_answer(start: Start) -> None:
    with pytest.raises(ChildExited):
        start("send_half_a_frame").receive(SECONDS)


def test_an_announced_frame_beyond_the_limit_ends_the_child(start: Start) -> None:
    child = start("announce_too_much")
    with pytest.raises(FrameTooLarge, match="a frame of"):
        child.receive(SECONDS)
    assert child.exit is not None
    with pytest.raises(FrameTooLarge):
        child.receive(SECONDS)


def test_a_flood_of_allowed_frames_ends_the_child(start: Start) -> None:
    child = start("flood_the_channel")
    with pytest.raises(FrameTooLarge, match="in all"):  # noqa: PT012
        while child.receive(SECONDS):
            pass


def test_a_child_that_closes_its_channel_is_ended(start: Start) -> None:
    child = start("close_the_channel")
    with pytest.raises(ChildExited, match="killed"):
        child.receive(SECONDS)


def test_leaving_the_context_ends_the_child_and_may_be_repeated(warm: WarmProcess) -> None:
    with warm.start("sandbox_entries:sleep", confine=BEST, limits=SMALL) as child:
        pass
    child.close()
    assert child.exit.cause == "killed"


def test_many_threads_may_start_children_at_once(start: Start) -> None:
    answers: list[bytes] = []

    def one(number: int) -> None:
        child = start("echo")
        child.send(str(number).encode())
        answers.append(child.receive(SECONDS))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [str(number).encode() for number in range(8)]


def test_the_child_inherits_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "s3cret")
    with open(__file__) as kept_open:
        os.set_inheritable(kept_open.fileno(), True)
        seen = json.loads(start("tell_about_itself").receive(SECONDS))
    assert seen["descriptors"] == [0, 1, 2, 3]
    assert seen["arguments"] == [""]
    assert seen["leader"]
    assert seen["environment"]["HOME"] == seen["environment"]["TMPDIR"] == seen["folder"]
    assert seen["environment"]["OMP_NUM_THREADS"] == "1"
    everything = json.dumps([seen["environment"], seen["command"], seen["first environment"]])
    assert "s3cret" not in everything
    assert "SECRET_OF_THE_GRADER" not in everything


def test_a_trusted_child_has_limits_and_no_confinement(start: Start) -> None:
    child = start("echo", confine=None)
    assert child.layers == ()
    child.send(b"x")
    assert child.receive(SECONDS) == b"x"


def test_an_entry_that_does_not_exist_is_named(warm: WarmProcess) -> None:
    with pytest.raises(SandboxError, match=r"sandbox_entries:missing.*missing"):
        warm.start("sandbox_entries:missing", confine=BEST, limits=SMALL)


def test_when_the_grader_is_killed_everything_else_ends(open_folder: Path) -> None:
    program = (
        "import os, signal, sys; from autograder.sandbox.warm import WarmProcess; "
        "from autograder.sandbox.confine import Confinement; from autograder.sandbox.limits import Limits; "
        "warm = WarmProcess(preload=()); "
        "child = warm.start('sandbox_entries:ignore_signals', confine=Confinement(), limits=Limits()); "
        "child.receive(20); print(warm.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "TMPDIR": str(open_folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert ends(int(done.stdout))
    assert list(open_folder.iterdir()) == []


def test_when_the_guard_is_killed_the_child_ends(start: Start, warm: WarmProcess) -> None:
    child = start("ignore_signals")
    child.receive(SECONDS)
    (guard,) = (process.pid for process in descendants(warm.pid) if process.parent == warm.pid)
    workers = descendants(guard)
    os.kill(guard, signal.SIGKILL)
    with pytest.raises(ChildExited):
        child.receive(SECONDS)
    assert workers
    assert all(ends(worker.pid) for worker in workers)


def test_a_preload_that_cannot_be_imported_is_named() -> None:
    with WarmProcess(preload=("no_such_library",)) as warm, pytest.raises(SandboxError, match="no_such_library"):
        warm.start("sandbox_entries:echo", confine=BEST, limits=SMALL)


@pytest.mark.parametrize("preload", [("json",), ("starts_a_thread",)], ids=["asked for", "found out"])
def test_a_fresh_interpreter_gives_the_same_answers(start: Start, preload: tuple[str, ...]) -> None:
    here = json.loads(start("tell_about_itself").receive(SECONDS))
    with WarmProcess(preload=preload, fresh=preload == ("json",)) as warm:
        for confine in (BEST, None):
            with warm.start("sandbox_entries:tell_about_itself", confine=confine, limits=SMALL) as child:
                there = json.loads(child.receive(SECONDS))
            assert there["descriptors"] == [0, 1, 2, 3]
            assert there["environment"].keys() == here["environment"].keys()
            assert "autograder.sandbox.fresh" in there["command"]
        with warm.start("sandbox_entries:answer_then_segfault", confine=BEST, limits=SMALL) as child:
            assert child.receive(SECONDS) == b"first"
            with pytest.raises(ChildExited, match="SIGSEGV"):
                child.receive(SECONDS)
            assert child.layers == start("sleep").layers


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "3"])
def test_a_limit_must_be_a_whole_number_of_at_least_one(value: object) -> None:
    with pytest.raises(ValueError, match=r"Limits\.memory_mb"):
        Limits(memory_mb=value)  # type: ignore[arg-type]
