"""Notes which files outside its own folder and the libraries this process is asked to open, for the staff.

By Python's audit events: whoever opens a file from Python, by whatever function, is heard, whether the file is there or not
and whether the sandbox lets it be read; code in C (TensorFlow's own file functions, ctypes) is not. The notes lie in the
student's process, so they can be tampered with: they are observations and decide nothing. The kernel itself tells nobody which
files it refuses: Landlock and a uid of its own answer an error to the process and leave no trace outside.
"""

from __future__ import annotations

import contextlib
import os
import sys
import sysconfig
from typing import Any

MAX_PATHS = 10
MAX_LENGTH = 200
_SYSTEM = ("/dev", "/etc", "/lib", "/lib64", "/sys", "/usr", "/proc/self")


class Opened:
    """Listens from its creation on; `take` hands out what came since the last time, `MAX_PATHS` in all."""

    def __init__(self) -> None:
        import gradlab

        # What libraries open late, the toolkit, and the working folder, which is the process's own.
        places = [
            sys.prefix,
            sys.base_prefix,
            *sysconfig.get_paths().values(),
            *gradlab.__path__,
            *_SYSTEM,
            os.getcwd(),
        ]
        self._usual = tuple(f"{os.path.realpath(place)}/" for place in places)
        self._seen: dict[str, None] = {}
        self._taken = 0
        sys.addaudithook(self._hear)

    def take(self) -> list[str]:
        new = list(self._seen)[self._taken :]
        self._taken += len(new)
        return new

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or len(self._seen) >= MAX_PATHS:
            return
        # By type, not isinstance: no method of a student's own class may run here.
        path = os.fsdecode(arguments[0]) if type(arguments[0]) in (str, bytes) else ""
        with contextlib.suppress(OSError):  # there is no working folder any more
            if path and not os.path.abspath(path).startswith(self._usual):
                self._seen[path[:MAX_LENGTH]] = None
