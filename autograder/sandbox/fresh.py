"""A child in a fresh interpreter, for libraries that cannot be forked; slower by their import, the same otherwise."""

from __future__ import annotations

import dataclasses
import importlib
import os
import sys
from typing import NoReturn

from autograder.sandbox import worker
from autograder.sandbox.capabilities import keep_mount_rights
from autograder.sandbox.request import Request

_ORDERS = 5


def start_afresh(request: Request) -> NoReturn:
    """Replace this process, already alone with its channel and link, by a fresh interpreter that goes on from here."""
    reading, writing = os.pipe()
    os.write(writing, dataclasses.replace(request, started=True).encode())
    os.close(writing)
    if reading != _ORDERS:
        os.dup2(reading, _ORDERS)
        os.close(reading)
    for descriptor in (worker.CHANNEL, worker.LINK, _ORDERS):
        os.set_inheritable(descriptor, True)
    if request.namespaces and os.geteuid() != 0:
        keep_mount_rights()
    search = os.pathsep.join(sys.path)
    os.chdir("/")
    command = [sys.executable, "-m", "autograder.sandbox.fresh"]
    os.execve(sys.executable, command, {**request.environment, "PYTHONPATH": search})


def main() -> None:
    with os.fdopen(_ORDERS, "rb") as orders:
        request = Request.decode(orders.read())
    os.environ.pop("PYTHONPATH", None)
    if sys.path[0] == os.getcwd():  # put there by `-m`
        del sys.path[0]
    for name in request.fresh or ():
        importlib.import_module(name)
    worker.run_worker(worker.CHANNEL, worker.LINK, request)


if __name__ == "__main__":
    main()
