"""One command at a time writes into a folder of results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from instructor.errors import NotWritten


@contextmanager
def alone_in(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold `folder` for this command; made when it is not there.

    While another command holds it, this one says so and waits. The system frees the hold when its process ends, however
    it ends.

    Raises:
        NotWritten: the folder cannot be made or written to.
    """
    lock = FileLock(folder / ".lock", thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"Another gradlab is at work in {folder}. This one waits until it has ended.")
            lock.acquire(poll_interval=0.5)
    except OSError as error:
        raise NotWritten(
            f"{folder} cannot be written to ({error.strerror}). Name another folder with --out."
        ) from error
    try:
        yield
    finally:
        lock.release()
