"""What the interpreter that `afresh` starts runs."""

from __future__ import annotations

import importlib
import os
import sys

from autograder.sandbox.afresh import ORDERS
from autograder.sandbox.channel import CHANNEL, LINK
from autograder.sandbox.request import Request
from autograder.sandbox.worker import run_worker


def main() -> None:
    with os.fdopen(ORDERS, "rb") as orders:
        request = Request.decode(orders.read())
    os.environ.pop("PYTHONPATH", None)
    if sys.path[0] == os.getcwd():  # put there by `-m`
        del sys.path[0]
    for name in request.fresh or ():
        importlib.import_module(name)
    run_worker(CHANNEL, LINK, request)


if __name__ == "__main__":
    main()
