"""What a run leaves on the machine: processes, files and shared memory of the uids that student code ran as."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox.uid import FIRST, LAST

OPEN_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock")
OF_AN_ATTACK = re.compile("gradlab-(magic|shadow|written|slip|filler|called|printed|left|note)|gradlabnote")
"""What the attacks call the files that they try to leave outside."""

PATIENCE_SECONDS = 100.0
"""Other runs on this machine have workers of their own; theirs end, a leftover does not."""


def snapshot(temporary: Path) -> set[str]:
    """Everything that is there now."""
    return set(_all(temporary))


def found(before: set[str], temporary: Path) -> list[str]:
    """What has come since, and stays."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    new = set(_all(temporary)) - before
    while new and time.monotonic() < deadline:
        time.sleep(0.2)
        new &= set(_all(temporary))
    return sorted(new)


def _students(uid: int) -> bool:
    """Whether student code may have run as this uid: one of the sandbox's, or ours where we are not root."""
    return FIRST <= uid <= LAST or (os.geteuid() != 0 and uid == os.geteuid())


def _all(temporary: Path) -> Iterator[str]:
    yield from _processes()
    for folder in (*OPEN_FOLDERS, str(temporary)):
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    uid = entry.stat(follow_symlinks=False).st_uid
                    if folder == str(temporary) or FIRST <= uid <= LAST or OF_AN_ATTACK.match(entry.name):
                        yield f"file {entry.path} of uid {uid}"
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]:
                if any(FIRST <= int(field) <= LAST for field in line.split() if field.isdigit()):
                    yield f"System V {kind}: {line}"


def _processes() -> Iterator[str]:
    ours = {os.getpid(), os.getppid()}
    cgroup = Path("/proc/self/cgroup").read_text()  # a container that grades beside us has another one
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) in ours:
            continue
        with contextlib.suppress(OSError):
            uid = os.stat(f"/proc/{name}").st_uid
            if _students(uid) and Path(f"/proc/{name}/cgroup").read_text() == cgroup:
                fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
                if fields[0] != "Z":  # dead; in a container without an init nobody collects it
                    yield f"process {name} of uid {uid}, started {fields[19]}"
