"""Landlock: this process may read and write below the given paths, and nowhere else; needs no privilege."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from autograder.sandbox import libc

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many of the file system rights the kernel knows
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_MAKE_FIFO, _MAKE_SYMLINK, _REFER, _TRUNCATE = 1 << 10, 1 << 12, 1 << 13, 1 << 14
_FILE_RIGHTS = _WRITE_FILE | _READ_FILE | _TRUNCATE
_READ = _READ_FILE | _READ_DIR
_OWN = (
    _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _MAKE_FIFO | _MAKE_SYMLINK
    | _REFER | _TRUNCATE
)  # fmt: skip
_NETWORK = 0b11  # TCP bind and connect, from ABI 4
_SCOPES = 0b11  # abstract sockets and signals, from ABI 6


def landlock_abi() -> int:
    """The version the kernel offers, 0 where there is none."""
    try:
        return libc.syscall(_CREATE, 0, 0, _VERSION)
    except OSError:
        return 0


def restrict(readable: Iterable[str], listable: Iterable[str], writable: Iterable[str], own: str | None) -> None:
    """Shut this process in for good; needs no_new_privs.

    `listable` folders show their names only, at every depth. `writable` are devices such as /dev/null. `own` is
    the private folder, where everything is allowed but programs, sockets and devices. Paths that do not exist, or
    that this uid cannot reach, are left out. Raises OSError where there is no Landlock.
    """
    abi = landlock_abi()
    known = (1 << _RIGHTS_BY_ABI.get(abi, 16)) - 1
    attributes = struct.pack("=QQQ", known, _NETWORK, _SCOPES)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    ruleset = libc.syscall(_CREATE, ctypes.c_char_p(attributes), len(attributes), 0)
    try:
        for paths, rights in (
            (readable, _READ),
            (listable, _READ_DIR),
            (writable, _READ_FILE | _WRITE_FILE),
            ([own] if own else [], _OWN),
        ):
            for path in paths:
                _allow(ruleset, path, rights & known)
        libc.syscall(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, descriptor)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.c_char_p(rule), 0)
    finally:
        os.close(descriptor)
