"""Go on in a fresh interpreter, for libraries that cannot be forked; slower by their import, the same otherwise."""

from __future__ import annotations

import dataclasses
import os
import sys
from typing import NoReturn

from autograder.sandbox.capabilities import keep_mount_rights
from autograder.sandbox.channel import CHANNEL, LINK
from autograder.sandbox.request import Request

ORDERS = 5
"""The descriptor on which the fresh interpreter finds its request."""


def start_afresh(request: Request) -> NoReturn:
    """Replace this process, already alone with its channel and link, by a fresh interpreter that goes on from here."""
    reading, writing = os.pipe()
    os.write(writing, dataclasses.replace(request, started=True).encode())
    os.close(writing)
    if reading != ORDERS:
        os.dup2(reading, ORDERS)
        os.close(reading)
    for descriptor in (CHANNEL, LINK, ORDERS):
        os.set_inheritable(descriptor, True)
    if request.namespaces and os.geteuid() != 0:
        keep_mount_rights()
    search = os.pathsep.join(sys.path)
    os.chdir("/")
    command = [sys.executable, "-m", "autograder.sandbox.fresh"]
    os.execve(sys.executable, command, {**request.environment, "PYTHONPATH": search})
