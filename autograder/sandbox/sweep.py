"""Ends every process of a child, however it tried to get away."""

from __future__ import annotations

import os
import signal
import time

from autograder.sandbox.processes import descendants

SWEEP_SECONDS = 60.0  # hundreds of processes die slowly where they hold every core


def sweep(uid: int | None) -> None:
    """Kill and reap every process below this one and, where the child has a `uid` of its own, all of that uid.

    Called by the guard, which is the subreaper of the child: an orphan's new parent is the guard, so that the tree
    below it is complete. Raises TimeoutError when something survives for `SWEEP_SECONDS`.
    """
    deadline = time.monotonic() + SWEEP_SECONDS
    pause = 0.0005
    while True:
        if uid is not None:
            kill_uid(uid)
        for process in descendants(os.getpid()):
            try:
                os.kill(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if _reap():
            return
        if time.monotonic() > deadline:
            raise TimeoutError("processes of the child survive SIGKILL")
        time.sleep(pause)
        pause = min(pause * 2, 0.05)


def kill_uid(uid: int) -> None:
    """SIGKILL to every process of `uid` at once; a fork in flight does not escape kill(-1).

    The saved uid stays 0, so that this process comes back. Real and effective uid must both change: kill(-1) with
    a real uid of 0 would reach root's processes too.
    """
    os.setresuid(uid, uid, 0)
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        os.setresuid(0, 0, 0)


def _reap() -> bool:
    """Collect ended children of this process; True when none is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False
