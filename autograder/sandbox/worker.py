"""Inside the child: let go of everything inherited, shut the doors, then run the entry function."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import re
import socket
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from autograder.sandbox import libc
from autograder.sandbox.afresh import start_afresh
from autograder.sandbox.channel import CHANNEL, LINK, Channel
from autograder.sandbox.confine import shut_in
from autograder.sandbox.environment import replace_environment
from autograder.sandbox.processes import threads_of_this_uid
from autograder.sandbox.request import Request
from autograder.sandbox.rlimits import set_rlimits


def run_worker(channel: int, link: int, request: Request) -> NoReturn:
    """Never returns. "ready", "broken" or "failed" goes to the guard over `link` before any untrusted code runs."""
    code = 1
    try:
        sock, guard = _tidy(channel, link)
        try:
            if request.fresh is not None and not request.started:
                start_afresh(request)
            entry = _load(request.entry)
        except BaseException as error:  # our own module, but importing it may raise anything
            guard.send(json.dumps({"broken": f"{request.entry}: {type(error).__name__}: {error}"}).encode()[:60000])
            os._exit(1)
        try:
            layers, listener = _confine(request)
        except BaseException as error:  # whatever it is: the child must not run half confined
            guard.send(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode()[:60000])
            os._exit(1)
        socket.send_fds(guard, [json.dumps({"ready": layers}).encode()], [] if listener is None else [listener])
        guard.close()
        if listener is not None:
            os.close(listener)
        entry(Channel(sock))
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:  # the student's code may raise anything; the channel already tells how far it came
        if request.trusted:
            traceback.print_exc()
    finally:
        os._exit(code & 255)  # no atexit handlers, no waiting for threads


def _tidy(channel: int, link: int) -> tuple[socket.socket, socket.socket]:
    """Close every descriptor but the two, which become 3 and 4; 0, 1 and 2 become /dev/null."""
    if os.getsid(0) != os.getpid():
        os.setsid()
    libc.prctl(libc.PR_SET_PDEATHSIG, 9)
    first, second = os.dup(channel), os.dup(link)
    while first <= LINK or second <= LINK:
        first, second = os.dup(first), os.dup(second)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.dup2(first, CHANNEL)
    os.dup2(second, LINK)
    os.closerange(LINK + 1, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=CHANNEL), socket.socket(fileno=LINK)


def _load(entry: str) -> Callable[[Channel], None]:
    module, _, name = entry.partition(":")
    function: Callable[[Channel], None] = getattr(importlib.import_module(module), name)
    return function


def _confine(request: Request) -> tuple[list[str], int | None]:
    with contextlib.suppress(ImportError, ValueError):
        importlib.util.find_spec("gradlab")  # lists its parent folder while that may still be read
    _first_to_go()
    set_rlimits(request.limits, None if request.trusted else _processes(request))
    replace_environment(request.environment)
    os.umask(0o022)
    layers: list[str] = []
    listener = None
    if not request.trusted:
        layers, listener = shut_in(request)
    os.umask(0o077)
    os.chdir(request.private)
    for needed in (os.__file__, "/dev/urandom"):
        os.close(os.open(needed, os.O_RDONLY))  # better to fail here than somewhere inside TensorFlow
    return layers, listener


def _processes(request: Request) -> int:
    """The limit for the uid. One that the child shares with the grader has processes already, unless the kernel
    counts them per user namespace (from Linux 5.14 on)."""
    alone = request.uid is not None or (request.namespaces and _kernel() >= (5, 14))
    return request.limits.processes + (0 if alone else threads_of_this_uid())


def _kernel() -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2])


def _first_to_go() -> None:
    """When the machine or container runs out of memory, the kernel takes the child and not the grader."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
