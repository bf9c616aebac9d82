"""The few calls into the C library that Python has no function for."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_SET_CHILD_SUBREAPER = 36

# Elsewhere this module can be imported, so that the grader can say what is missing, but not used.
_libc: Any = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def prctl(option: int, value: int = 0, third: int = 0) -> None:
    """Raises OSError when the kernel refuses."""
    _checked(_libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(third), ctypes.c_ulong(0), ctypes.c_ulong(0)))


def syscall(number: int, *arguments: object) -> int:
    """The raw system call; integers, bytes and ctypes pointers as arguments. Raises OSError when it fails."""
    prepared = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(int(_libc.syscall(ctypes.c_long(number), *prepared)))


def unshare(flags: int) -> None:
    _checked(_libc.unshare(ctypes.c_int(flags)))


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """mount(2); the OSError names the target."""
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    if _libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3]) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), target)


def pivot_root(new: str, old: str) -> None:
    """pivot_root(2), for which the C library has no function."""
    number = {"x86_64": 155, "aarch64": 41}[platform.machine()]
    syscall(number, ctypes.c_char_p(os.fsencode(new)), ctypes.c_char_p(os.fsencode(old)))


def umount_lazily(target: str) -> None:
    _checked(_libc.umount2(os.fsencode(target), 2))


def _checked(result: int) -> int:
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
