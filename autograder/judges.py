"""Judges that outlive a submission: a fresh one has to start, to import hidden checks and to wake TensorFlow up first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import TracebackType

from autograder.sandbox.warm import WarmProcess
from autograder.trusted import Judge


class Judges:
    """Lends each judge to one submission at a time; as many live as submissions were judged at once. Safe with threads.

    What a judge has seen of an earlier submission is recorded answers, which it reads as data and never runs.
    """

    def __init__(self, warm: WarmProcess) -> None:
        self._warm = warm
        self._lock = Lock()
        self._idle: list[Judge] = []
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[Judge]:
        """A judge for one submission; where the block raises, it may stand in the middle of a question and is ended."""
        with self._lock:
            judge = self._idle.pop() if self._idle else Judge(self._warm)
        try:
            yield judge
        except BaseException:
            judge.close()
            raise
        with self._lock:
            if not self._closed:
                self._idle.append(judge)
                return
        judge.close()

    def close(self) -> None:
        """End all that wait; those that are lent end when they come back."""
        with self._lock:
            self._closed = True
            waiting, self._idle = self._idle, []
        for judge in waiting:
            judge.close()

    def __enter__(self) -> Judges:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
