"""The guard of one child: forked from the warm process, trusted, it starts the worker, watches it and buries it."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import socket
import time
import traceback
from typing import Any, NoReturn

from autograder.sandbox import libc
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.listener import Listener
from autograder.sandbox.namespaces import enter_pid_namespace
from autograder.sandbox.request import Request
from autograder.sandbox.sweep import kill_uid, sweep
from autograder.sandbox.watchdog import Watchdog, oom_kills
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
    if request.namespaces:
        try:
            enter_pid_namespace()
        except OSError as error:
            status.send(json.dumps({"failed": f"no PID namespace: {error}"}).encode())
            return
    link, worker_link = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    worker = os.fork()
    if worker == 0:
        status.detach()
        link.detach()
        run_worker(channel, worker_link.detach(), request)
    os.close(channel)
    worker_link.close()
    watch = _Watch(worker, status, link, request)
    try:
        ending = watch.until_the_end()
    finally:  # whatever went wrong in watching
        sweep(request.uid)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    ending["cpu_seconds"] = round(max(usage.ru_utime + usage.ru_stime, watch.cpu_seconds), 3)
    with contextlib.suppress(OSError):  # the grader may have gone; the child is dead, which is what matters
        status.send(json.dumps({"exit": ending}).encode())


class _Watch:
    def __init__(self, worker: int, status: socket.socket, link: socket.socket, request: Request) -> None:
        self._worker = worker
        self._status = status
        self._link = link
        self._limits: Limits = request.limits
        self._uid = request.uid
        on_disk = request.folder if request.private == request.folder else None
        self._watchdog = Watchdog(request.limits, on_disk, request.uid)
        self._oom_kills = oom_kills()
        self._listener: Listener | None = None

    @property
    def cpu_seconds(self) -> float:
        return self._watchdog.cpu_seconds

    def until_the_end(self) -> dict[str, Any]:
        """The fields of the child's Exit, without its CPU time."""
        ended = os.pidfd_open(self._worker)
        poller = select.poll()
        for descriptor in (ended, self._status.fileno(), self._link.fileno()):
            poller.register(descriptor, select.POLLIN)
        passed: str | None = None
        look_at = time.monotonic()
        while passed is None:
            ready = {descriptor for descriptor, _ in poller.poll(TICK_SECONDS * 1000)}
            if self._link.fileno() in ready:
                self._pass_on(poller)
            if self._listener and self._listener.descriptor in ready and not self._listener.answer():
                poller.unregister(self._listener.descriptor)
            if ended in ready:
                break
            if self._status.fileno() in ready:
                passed = "killed"
            elif time.monotonic() >= look_at:  # a child that makes noise must not buy itself more looks, or fewer
                passed = self._watchdog.look()
                look_at = time.monotonic() + TICK_SECONDS
        else:
            os.kill(self._worker, signal.SIGKILL)
            if self._uid is not None:  # all at once: while hundreds of others hold every core, the worker dies slowly
                kill_uid(self._uid)
        _, wait_status, usage = os.wait4(self._worker, 0)
        return self._ending(wait_status, usage, passed)

    def _pass_on(self, poller: select.poll) -> None:
        """Hand the worker's "ready" or "failed" to the grader, and take the filter's listener that comes with it."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self._link, 1 << 16, 1)
        except OSError:
            message, descriptors = b"", []
        for descriptor in descriptors:
            self._listener = Listener(descriptor)
            poller.register(descriptor, select.POLLIN)
        if message:
            with contextlib.suppress(OSError):  # the grader has gone, which the next round sees
                self._status.send(message)
        else:
            poller.unregister(self._link.fileno())

    def _ending(self, wait_status: int, usage: resource.struct_rusage, passed: str | None) -> dict[str, Any]:
        code = os.waitstatus_to_exitcode(wait_status)
        number = -code if code < 0 else None
        if passed is not None:
            cause = passed
        elif number is None:
            cause = "exit"
        elif number == signal.SIGKILL and oom_kills() > self._oom_kills:
            cause = "memory"  # the machine's or the container's memory ran out before the child's own limit
        elif number == signal.SIGXCPU or usage.ru_utime + usage.ru_stime >= self._limits.cpu_seconds:
            cause = "cpu"
        else:
            cause = "crash"
        return {
            "cause": cause,
            "code": code if number is None else None,
            "signal": number,
            "peak_memory_mb": round(max(self._watchdog.peak, usage.ru_maxrss * 1024) / MIB, 1),
            "attempts": self._listener.attempts if self._listener else [],
        }
