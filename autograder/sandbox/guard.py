"""The guard of one child: forked from the warm process, trusted, it starts the worker, watches it and buries it."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import traceback
from typing import Any, NoReturn

from autograder.sandbox import libc
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.request import Request
from autograder.sandbox.sweep import sweep
from autograder.sandbox.watchdog import Watchdog
from autograder.sandbox.worker import run_worker

TICK_SECONDS = 0.04


def run_guard(channel: int, status: socket.socket, request: Request) -> NoReturn:
    """Start the worker, pass on that it is ready, and report its end; never returns.

    The end of `status` means: kill the child now.
    """
    try:
        _guard(channel, status, request)
    except BaseException:  # this copy of the warm process must not return into the loop it was forked from
        traceback.print_exc()
    finally:
        os._exit(0)


def _guard(channel: int, status: socket.socket, request: Request) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    link, worker_link = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    worker = os.fork()
    if worker == 0:
        status.detach()
        link.detach()
        run_worker(channel, worker_link.detach(), request)
    os.close(channel)
    worker_link.close()
    ending = _Watch(worker, status, link, request).until_the_end()
    sweep(request.uid)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    ending["cpu_seconds"] = round(usage.ru_utime + usage.ru_stime, 3)
    try:
        status.send(json.dumps({"exit": ending}).encode())
    except OSError:
        pass  # the grader has gone; the child is dead, which is all that is left to do


class _Watch:
    def __init__(self, worker: int, status: socket.socket, link: socket.socket, request: Request) -> None:
        self._worker = worker
        self._status = status
        self._link = link
        self._limits: Limits = request.limits
        self._watchdog = Watchdog(request.limits, request.folder)

    def until_the_end(self) -> dict[str, Any]:
        """The fields of the child's Exit, without its CPU time."""
        ended = os.pidfd_open(self._worker)
        poller = select.poll()
        for descriptor in (ended, self._status.fileno(), self._link.fileno()):
            poller.register(descriptor, select.POLLIN)
        passed: str | None = None
        while passed is None:
            ready = {descriptor for descriptor, _ in poller.poll(TICK_SECONDS * 1000)}
            if self._link.fileno() in ready and not self._pass_on():
                poller.unregister(self._link)
            if ended in ready:
                break
            passed = "killed" if self._status.fileno() in ready else self._watchdog.look()
        else:
            os.kill(self._worker, signal.SIGKILL)
        _, wait_status, usage = os.wait4(self._worker, 0)
        return self._ending(wait_status, usage, passed)

    def _pass_on(self) -> bool:
        """Hand the worker's "ready" or "failed" to the grader; False when the worker has closed its end."""
        try:
            message = self._link.recv(1 << 16)
        except OSError:
            return False
        if not message:
            return False
        try:
            self._status.send(message)
        except OSError:
            pass  # seen as the end of `status` in the next round
        return True

    def _ending(self, wait_status: int, usage: resource.struct_rusage, passed: str | None) -> dict[str, Any]:
        code = os.waitstatus_to_exitcode(wait_status)
        number = -code if code < 0 else None
        if passed is not None:
            cause = passed
        elif number is None:
            cause = "exit"
        elif number == signal.SIGXCPU or usage.ru_utime + usage.ru_stime >= self._limits.cpu_seconds:
            cause = "cpu"
        else:
            cause = "crash"
        return {
            "cause": cause,
            "code": code if number is None else None,
            "signal": number,
            "peak_memory_mb": round(max(self._watchdog.peak, usage.ru_maxrss * 1024) / MIB, 1),
            "attempts": [],
        }
