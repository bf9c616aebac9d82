"""The frames between grader and child: eight bytes of length (little-endian), then that many bytes."""

from __future__ import annotations

import socket
import struct

HEADER = struct.Struct("<Q")
CHANNEL, LINK = 3, 4
"""A child's two descriptors: to the grader, and to the guard that watches it."""


class Channel:
    """The child's end: one frame in, one frame out, blocking.

    It trusts what it receives, because the grader sends it. Raises EOFError when the grader has gone.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def receive(self) -> bytes:
        (length,) = HEADER.unpack(self._exactly(HEADER.size))
        return self._exactly(length)

    def send(self, payload: bytes) -> None:
        self._sock.sendall(HEADER.pack(len(payload)) + payload)

    def _exactly(self, count: int) -> bytes:
        data = bytearray(count)
        view = memoryview(data)
        while view:
            got = self._sock.recv_into(view)
            if got == 0:
                raise EOFError("the grader closed the channel")
            view = view[got:]
        return bytes(data)


class FrameReader:
    """The grader's end: takes bytes as they come and hands out complete frames, never beyond the limits.

    `feed` raises OverflowError as soon as a header announces more than `frame_bytes`, or all bytes together
    pass `total_bytes`; nothing of that size is ever allocated.
    """

    def __init__(self, frame_bytes: int, total_bytes: int) -> None:
        self._frame_bytes = frame_bytes
        self._total_bytes = total_bytes
        self._seen = 0
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        self._seen += len(data)
        if self._seen > self._total_bytes:
            raise OverflowError(f"more than {self._total_bytes} bytes in all")
        self._buffer += data
        self._announced()

    def frame(self) -> bytes | None:
        """The next complete frame, or None when more bytes are needed."""
        length = self._announced()
        if length is None or len(self._buffer) < HEADER.size + length:
            return None
        payload = bytes(self._buffer[HEADER.size : HEADER.size + length])
        del self._buffer[: HEADER.size + length]
        return payload

    def _announced(self) -> int | None:
        if len(self._buffer) < HEADER.size:
            return None
        (length,) = HEADER.unpack_from(self._buffer)
        if length > self._frame_bytes:
            raise OverflowError(f"a frame of {length} bytes, more than the {self._frame_bytes} allowed")
        return int(length)
