"""Gives up what root, or the first process of a user namespace, may do beyond a plain user."""

from __future__ import annotations

import ctypes
import os
import struct

from autograder.sandbox import libc
from autograder.sandbox.syscalls import column

_CAPSET = (126, 91)
_VERSION_3 = 0x20080522
_SYS_ADMIN = 21
_PR_CAP_AMBIENT, _RAISE = 47, 2


def drop_capabilities() -> None:
    """Empty the effective, permitted and inheritable sets of this process, for good with no_new_privs."""
    header = ctypes.c_char_p(struct.pack("=Ii", _VERSION_3, 0))
    libc.syscall(_CAPSET[column()], header, ctypes.c_char_p(bytes(24)))


def keep_mount_rights() -> None:
    """Let the right to mount, which the first process of a user namespace has, survive the next program start.

    The kernel takes it away when a uid other than 0 starts a program, unless it is in the ambient set.
    """
    bit = 1 << _SYS_ADMIN
    header = ctypes.c_char_p(struct.pack("=Ii", _VERSION_3, 0))
    sets = struct.pack("=6I", bit, bit, bit, 0, 0, 0)  # effective, permitted, inheritable; low half, high half
    libc.syscall(_CAPSET[column()], header, ctypes.c_char_p(sets))
    libc.prctl(_PR_CAP_AMBIENT, _RAISE, _SYS_ADMIN)


def become(uid: int) -> None:
    """Take the uid, and the gid of the same number, for good, and leave every other group. Needs root."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
