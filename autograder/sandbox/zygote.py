"""The warm process: imports the heavy libraries once, runs nothing with them, and forks a guard per child.

Started as `python -m autograder.sandbox.zygote` with its control socket as standard input.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
from pathlib import Path

from autograder.sandbox.guard import run_guard
from autograder.sandbox.remove import remove_tree
from autograder.sandbox.request import Request


def main() -> None:
    """Preload what the first message names, answer "ready" or "failed", then fork until the grader hangs up."""
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.environ.pop("PYTHONPATH", None)
    if sys.path[0] == os.getcwd():  # put there by `-m`
        del sys.path[0]
    orders = json.loads(control.recv(1 << 16))
    for name in orders["preload"]:
        try:
            importlib.import_module(name)
        except Exception as error:  # a broken library may raise anything while it is imported
            control.send(json.dumps({"failed": f"import {name}: {type(error).__name__}: {error}"}).encode()[:60000])
            return
    sys.argv[:] = [""]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # guards report by themselves; the kernel reaps them
    gc.collect()
    gc.freeze()  # a collection in a child would otherwise write to, and so copy, every shared page
    control.send(json.dumps({"ready": len(os.listdir("/proc/self/task"))}).encode())
    _serve(control)
    with contextlib.suppress(ChildProcessError):
        os.wait()  # for every guard to end its child; SIGCHLD is ignored, so that this returns after the last one
    os.chdir("/")
    remove_tree(Path(orders["folder"]))  # the grader may have been killed, and cannot


def _serve(control: socket.socket) -> None:
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 2)
        if not data:
            return
        channel, status = descriptors
        try:
            pid = os.fork()
        except OSError as error:  # this one child cannot be had; the next may
            with socket.socket(fileno=os.dup(status)) as refused:
                refused.send(json.dumps({"broken": f"no more processes: {error}"}).encode())
            pid = -1
        if pid == 0:
            os.close(control.detach())
            run_guard(channel, socket.socket(fileno=status), Request.decode(data))
        os.close(channel)
        os.close(status)


if __name__ == "__main__":
    main()
