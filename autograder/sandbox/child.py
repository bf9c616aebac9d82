"""A running child, as the grader holds it."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType

from autograder.sandbox.channel import HEADER, FrameReader
from autograder.sandbox.confine import level_of
from autograder.sandbox.errors import ChildExited, ChildTimeout, FrameTooLarge
from autograder.sandbox.exit import Exit
from autograder.sandbox.limits import Limits
from autograder.sandbox.sweep import SWEEP_SECONDS

GRACE_SECONDS = 1.0  # between closing the channel and ending, before the child is killed
KILL_SECONDS = SWEEP_SECONDS + 30  # for the guard to notice, to end every process and to say so
SEND_SECONDS = 20.0  # for the child to take one frame
CHUNK = 1 << 18


class Child:
    """One child and everything it started; leaving the context kills all of it and removes its folder.

    Nothing that comes out of it is trusted: `receive` returns bytes within the limits and nothing else.
    `layers` names the confinement that was put up; `exit` is None until the child has ended.
    """

    def __init__(
        self,
        channel: socket.socket,
        status: socket.socket,
        limits: Limits,
        layers: tuple[str, ...],
        cleanup: Callable[[], None],
    ) -> None:
        self.layers = layers
        self.exit: Exit | None = None
        self._channel = channel
        self._status = status
        self._reader = FrameReader(limits.frame_bytes, limits.total_bytes)
        self._cleanup = cleanup
        self._eof = False
        self._closed = False
        self._refused: FrameTooLarge | None = None
        self._ending = threading.Lock()
        channel.setblocking(False)

    @property
    def level(self) -> str:
        """The confinement in words, as `preflight` reports it."""
        return level_of(self.layers)

    def send(self, payload: bytes) -> None:
        """Send one frame. A child that has ended, or does not read for long, loses it without an error here."""
        data = memoryview(HEADER.pack(len(payload)) + payload)
        deadline = time.monotonic() + SEND_SECONDS
        while data and not self._eof:
            poller = select.poll()
            poller.register(self._channel, select.POLLOUT | select.POLLIN)
            events = poller.poll(max(0.0, deadline - time.monotonic()) * 1000)
            if not events:
                self.kill()
                return
            flags = events[0][1]
            if flags & (select.POLLIN | select.POLLHUP | select.POLLERR):
                self._take()  # a child that answers while we still send would block for ever otherwise
            if flags & select.POLLOUT:
                try:
                    data = data[self._channel.send(data[:CHUNK]) :]
                except BlockingIOError:
                    continue
                except OSError:
                    return

    def receive(self, timeout: float) -> bytes:
        """The next frame, waiting at most `timeout` seconds.

        Raises ChildTimeout (the child lives on), FrameTooLarge (it has been killed) or ChildExited. Frames that
        were complete before the child ended are still handed out.
        """
        deadline = time.monotonic() + timeout
        while True:
            frame = None if self._refused else self._reader.frame()
            if frame is not None:
                return frame
            if self._refused:
                raise self._refused
            if self._eof:
                raise ChildExited(self._end())
            poller = select.poll()
            poller.register(self._channel, select.POLLIN)
            if not poller.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise ChildTimeout(f"no answer within {timeout:g} s")
            self._take()

    def kill(self) -> None:
        """End every process of the child; returns when they are gone. `exit` is set afterwards."""
        with self._ending:
            if self.exit is None:
                # Closing one direction, not a message: one left unread would reset what the guard says. Where the
                # guard has ended already, what it said is still in the socket.
                with contextlib.suppress(OSError):
                    self._status.shutdown(socket.SHUT_WR)
                self.exit = self._read_exit(KILL_SECONDS) or Exit(cause="killed")

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill what is left and clean up. May be called twice."""
        if not self._closed:
            self._closed = True
            self.kill()
            self._cleanup()

    def _take(self) -> None:
        try:
            data = self._channel.recv(CHUNK)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self._eof = True
            return
        try:
            self._reader.feed(data)
        except OverflowError as error:
            self._eof = True
            self._refused = FrameTooLarge(f"the child sent {error}")
            self.kill()

    def _end(self) -> Exit:
        with self._ending:
            if self.exit is None:
                self.exit = self._read_exit(GRACE_SECONDS)
        self.kill()
        assert self.exit is not None
        return self.exit

    def _read_exit(self, timeout: float) -> Exit | None:
        poller = select.poll()
        poller.register(self._status, select.POLLIN)
        if not poller.poll(timeout * 1000):
            return None
        try:
            message = self._status.recv(1 << 16)
        except OSError:
            message = b""
        if not message:  # the guard was killed from outside, and the kernel ended the child with it
            return Exit(cause="killed")
        fields = json.loads(message)["exit"]
        fields["attempts"] = tuple((name, count) for name, count in fields["attempts"])
        return Exit(**fields)
