"""The filter that refuses system calls; works unprivileged, and in a default container."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from autograder.sandbox import libc, syscalls

_SECCOMP = (317, 277)
_SET_MODE_FILTER, _NEW_LISTENER = 1, 8
_ALLOW, _KILL, _ERRNO, _NOTIFY = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x54, 0x06
# Offsets in struct seccomp_data, low half of the arguments.
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND, _FOURTH = 0, 4, 16, 24, 40
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET
_STREAM = 1
_SHARED, _ANONYMOUS = 0x01, 0x20
_OWNERS = {"fcntl": (8, 10, 15), "ioctl": (0x8901, 0x8902)}  # F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP

Instructions = list[tuple[int, int, int, int]]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def install_filter(metadata: bool) -> int | None:
    """Put the filter on this process for good; needs no_new_privs.

    `metadata` allows changing the owner, mode and times of files. Returns a descriptor on which the guard hears of
    each refused call, or None where the kernel cannot tell; the calls are refused either way. Raises OSError where
    there is no seccomp.
    """
    try:
        return _install(_NOTIFY, metadata, _NEW_LISTENER)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBUSY, errno.ENOSYS):
            raise
    _install(_ERRNO | errno.EPERM, metadata, 0)
    return None


def _install(refuse: int, metadata: bool, flags: int) -> int:
    code = b"".join(struct.pack("=HBBI", *step) for step in program(refuse, metadata))
    filled = _Program(len(code) // 8, code)
    return libc.syscall(_SECCOMP[syscalls.column()], _SET_MODE_FILTER, flags, ctypes.byref(filled))


def program(refuse: int, metadata: bool) -> Instructions:
    """The classic BPF instructions (code, jump if true, jump if false, value); `refuse` is the action."""
    own = os.getpid()
    absent = [_result(_ERRNO | errno.ENOSYS)]
    no = [_result(refuse)]
    steps: Instructions = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, syscalls.AUDIT_ARCHITECTURE[platform.machine()]),
        _result(_KILL),  # another ABI has other numbers
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER, 0, 1, syscalls.NEWEST),  # x32 numbers and -1 too
        *absent,
    ]
    refused = syscalls.REFUSED if metadata else {**syscalls.REFUSED, **syscalls.METADATA}
    for numbers in syscalls.ABSENT.values():
        steps += _when(numbers, absent)
    for numbers in refused.values():
        steps += _when(numbers, no)
    for numbers in syscalls.OWN_PROCESS_ONLY.values():
        yes = _result(_ALLOW)
        steps += _when(numbers, [(_LOAD, 0, 0, _FIRST), (_EQUAL, 1, 0, own), (_EQUAL, 0, 1, 0), yes, *no])
    steps += _when(syscalls.CLONE, [(_LOAD, 0, 0, _FIRST), (_ANY_BIT, 0, 1, _NEW_NAMESPACES), *no, _result(_ALLOW)])
    # The signal that ends the child should its guard be killed.
    steps += _when(syscalls.PRCTL, [(_LOAD, 0, 0, _FIRST), (_EQUAL, 0, 1, libc.PR_SET_PDEATHSIG), *no, _result(_ALLOW)])
    # A pair of datagram sockets could still send to any address; connected streams cannot.
    steps += _when(
        syscalls.SOCKETPAIR,
        [(_LOAD, 0, 0, _SECOND), (_AND, 0, 0, 0xF), (_EQUAL, 1, 0, _STREAM), *no, _result(_ALLOW)],
    )
    # A descriptor that is ready sends a signal to its owner, which could be another process.
    for name, commands in _OWNERS.items():
        checks = [(_LOAD, 0, 0, _SECOND), *(step for command in commands for step in ((_EQUAL, 0, 1, command), *no))]
        steps += _when(syscalls.OWNERS[name], [*checks, _result(_ALLOW)])
    # Shared memory that a process lets go of stays and is counted nowhere: without a file, and where nothing shuts the file
    # system, by way of /dev/zero. The latter does not count as an attempt: the C library maps a table of its own so, and
    # reads it where it may not.
    flags = (_LOAD, 0, 0, _FOURTH)
    without_file = [(_AND, 0, 0, _SHARED | _ANONYMOUS), (_EQUAL, 0, 1, _SHARED | _ANONYMOUS), *no]
    of_a_file = [flags, (_ANY_BIT, 0, 1, _SHARED), _result(_ERRNO | errno.ENODEV)]
    steps += _when(syscalls.MMAP, [flags, *without_file, *of_a_file, _result(_ALLOW)])
    return [*steps, _result(_ALLOW)]


def _when(numbers: tuple[int | None, int | None], body: Instructions) -> Instructions:
    number = numbers[syscalls.column()]
    return [] if number is None else [(_EQUAL, 0, len(body), number), *body]


def _result(action: int) -> tuple[int, int, int, int]:
    return (_RETURN, 0, 0, action)
