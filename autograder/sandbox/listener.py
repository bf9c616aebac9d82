"""Hears of the system calls that the filter refuses, and refuses them."""

from __future__ import annotations

import collections
import errno
import fcntl
import struct

from autograder.sandbox import syscalls

_RECEIVE, _SEND = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV and _SEND
_NOTICE_BYTES, _NUMBER_OFFSET = 80, 16


class Listener:
    """Counts refused calls by name; the child waits in the call until `answer` has run.

    What stands in the counts was seen by the kernel: the child can neither forge nor erase it.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._counts: collections.Counter[str] = collections.Counter()

    @property
    def attempts(self) -> list[tuple[str, int]]:
        return sorted(self._counts.items())

    def answer(self) -> bool:
        """Take one notice and answer EPERM; False when nobody is left to listen to."""
        notice = bytearray(_NOTICE_BYTES)
        try:
            fcntl.ioctl(self.descriptor, _RECEIVE, notice, True)
        except OSError as error:
            return error.errno in (errno.ENOENT, errno.EINTR)  # the caller died while it waited
        identity = bytes(notice[:8])
        (number,) = struct.unpack_from("=i", notice, _NUMBER_OFFSET)
        self._counts[syscalls.name_of(number)] += 1
        reply = bytearray(identity + struct.pack("=qiI", 0, -errno.EPERM, 0))
        try:
            fcntl.ioctl(self.descriptor, _SEND, reply, True)
        except OSError as error:
            return error.errno == errno.ENOENT
        return True
