"""The warm process: imports the heavy libraries once, runs nothing with them, and forks a guard per child.

Started as `python -m autograder.sandbox.zygote` with its control socket as standard input.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys

from autograder.sandbox.guard import run_guard
from autograder.sandbox.request import Request


def main() -> None:
    """Preload what the first message names, answer "ready" or "failed", then fork until the grader hangs up."""
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.environ.pop("PYTHONPATH", None)
    for name in json.loads(control.recv(1 << 16)):
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


def _serve(control: socket.socket) -> None:
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 2)
        if not data:
            return
        channel, status = descriptors
        if os.fork() == 0:
            os.close(control.detach())
            run_guard(channel, socket.socket(fileno=status), Request.decode(data))
        os.close(channel)
        os.close(status)


if __name__ == "__main__":
    main()
