"""A uid of its own for each child that runs, where the grader is root."""

from __future__ import annotations

import os
import random
import shutil
import socket
import threading
from collections.abc import Iterable
from pathlib import Path

# systemd's list of uids leaves this range to nobody (https://systemd.io/UIDS-GIDS); below 65536, so that it is
# there in containers with a user namespace of their own.
FIRST, LAST = 60600, 61150
_OPEN_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock")


class UidPool:
    """Hands out uids that no other child on this machine uses, in this process or another; safe with threads.

    Each uid in use is held by an abstract socket, which the kernel frees when its process ends, however it ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[int, socket.socket] = {}

    def take(self) -> int:
        with self._lock:
            candidates = list(range(FIRST, LAST + 1))
            random.SystemRandom().shuffle(candidates)
            for uid in candidates:
                if uid in self._held:
                    continue
                mark = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                try:
                    mark.bind(f"\0gradlab-uid-{uid}")
                except OSError:
                    mark.close()
                    continue
                self._held[uid] = mark
                return uid
        raise OSError(f"every uid from {FIRST} to {LAST} is in use")

    def give_back(self, uid: int) -> None:
        with self._lock:
            mark = self._held.pop(uid, None)
        if mark is not None:
            mark.close()


def remove_files_of(uid: int) -> None:
    """Remove what the uid left in the folders that everybody may write to."""
    for folder in _OPEN_FOLDERS:
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            try:
                if entry.stat(follow_symlinks=False).st_uid != uid:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    Path(entry.path).unlink()
            except OSError:
                continue


def close_to_others(paths: Iterable[str]) -> None:
    """Take every right on `paths` from group and others, where root owns them.

    For containers that grade without Landlock, where nothing but the uid stands between a child and the hidden
    checks. Never called unasked: it changes the owner's files.
    """
    for path in paths:
        if os.path.exists(path):
            os.chmod(path, os.stat(path).st_mode & 0o7700)
