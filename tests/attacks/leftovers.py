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

PATIENCE_SECONDS = 20.0
"""What is being ended when the grader returns is gone by then; a leftover is not."""


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


def _all(temporary: Path) -> Iterator[str]:
    yield from _processes(str(temporary).encode())
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


def _processes(mark: bytes) -> Iterator[str]:
    """Living processes of the run whose folder for temporary files is `mark`.

    Their environment tells: warm process, guard and children are forks of one program, which was started with a home in
    that folder, and no child can start another program. So other graders on this machine are not mistaken for leftovers.
    """
    cgroup = Path("/proc/self/cgroup").read_text()  # a container that grades beside us has another one
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) in (os.getpid(), os.getppid()):
            continue
        with contextlib.suppress(OSError):
            uid = os.stat(f"/proc/{name}").st_uid
            fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            dead = fields[0] in "ZX"  # in a container without an init nobody collects the dead
            if not dead and Path(f"/proc/{name}/cgroup").read_text() == cgroup and _is_of(name, mark, uid):
                yield f"process {name} of uid {uid}, started {fields[19]}"


def _is_of(process: str, mark: bytes, uid: int) -> bool:
    try:
        return mark in Path(f"/proc/{process}/environ").read_bytes()
    except PermissionError:  # root in a container may not look into others: there a student's uid has to do
        return FIRST <= uid <= LAST
