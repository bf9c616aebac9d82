"""The filter's program, run here step by step as the kernel would."""

from __future__ import annotations

import errno
import os
import platform

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import syscalls
from autograder.sandbox.seccomp import program

pytestmark = pytest.mark.skipif(
    platform.machine() not in syscalls.AUDIT_ARCHITECTURE, reason="no table of system calls for this machine"
)
ALLOW, KILL, NOT_THERE, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.ENOSYS, 0x00050000 | errno.EPERM


def verdict(
    number: int,
    first: int = 0,
    second: int = 0,
    fourth: int = 0,
    architecture: int | None = None,
    metadata: bool = True,
) -> int:
    here = syscalls.AUDIT_ARCHITECTURE[platform.machine()] if architecture is None else architecture
    data = {0: number & 0xFFFFFFFF, 4: here, 16: first & 0xFFFFFFFF, 24: second & 0xFFFFFFFF, 40: fourth & 0xFFFFFFFF}
    steps, at, value = program(REFUSE, metadata), 0, 0
    while True:
        code, if_true, if_false, operand = steps[at]
        at += 1
        if code == 0x06:
            return operand
        if code == 0x20:
            value = data[operand]
        elif code == 0x54:
            value &= operand
        else:
            holds = {0x15: value == operand, 0x25: value > operand, 0x45: bool(value & operand)}[code]
            at += if_true if holds else if_false


def number_of(name: str) -> int:
    tables = {**syscalls.REFUSED, **syscalls.METADATA, **syscalls.ABSENT, **syscalls.OWN_PROCESS_ONLY}
    number = tables[name][syscalls.column()]
    if number is None:
        pytest.skip("not on this machine")
    return number


@given(st.integers(-(2**31), 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_every_call_gets_one_of_three_answers(number: int, first: int, second: int) -> None:
    assert verdict(number, first, second) in (ALLOW, NOT_THERE, REFUSE)


@given(st.integers(syscalls.NEWEST + 1, 2**32 - 1))
def test_calls_that_the_table_does_not_know_are_not_there(number: int) -> None:
    assert verdict(number) == NOT_THERE


def test_another_architecture_ends_the_process() -> None:
    assert verdict(0, architecture=0x40000003) == KILL  # i386, by way of int 0x80


@pytest.mark.parametrize("name", list(syscalls.REFUSED))
def test_a_refused_call_is_refused(name: str) -> None:
    assert verdict(number_of(name)) == REFUSE


def test_a_process_may_signal_itself_and_nobody_else() -> None:
    kill, me = number_of("kill"), os.getpid()
    assert verdict(kill, me) == verdict(kill, 0) == ALLOW
    assert verdict(kill, me + 1) == verdict(kill, -me) == verdict(kill, -1) == REFUSE


def test_a_fork_is_allowed_and_a_namespace_is_not() -> None:
    clone = syscalls.CLONE[syscalls.column()]
    assert verdict(clone, 0x01200011) == ALLOW  # what fork() asks for
    assert verdict(clone, 0x003D0F00) == ALLOW  # what pthread_create() asks for
    assert verdict(clone, 0x10000011) == verdict(clone, 0x00020011) == REFUSE


def test_the_signal_on_the_guards_death_cannot_be_switched_off() -> None:
    prctl = syscalls.PRCTL[syscalls.column()]
    assert verdict(prctl, 1) == REFUSE  # PR_SET_PDEATHSIG
    assert verdict(prctl, 15) == ALLOW  # PR_SET_NAME


def test_a_pair_of_streams_is_allowed_and_of_datagrams_is_not() -> None:
    pair = syscalls.SOCKETPAIR[syscalls.column()]
    assert verdict(pair, 1, 1 | 0x80000) == ALLOW
    assert verdict(pair, 1, 2) == verdict(pair, 1, 5) == REFUSE


def test_no_descriptor_gets_another_owner_or_signal() -> None:
    fcntl, ioctl = (syscalls.OWNERS[name][syscalls.column()] for name in ("fcntl", "ioctl"))
    assert fcntl is not None
    assert ioctl is not None
    assert [verdict(fcntl, 3, command) for command in (8, 10, 15)] == [REFUSE] * 3  # F_SETOWN, F_SETSIG, F_SETOWN_EX
    assert [verdict(fcntl, 3, command) for command in (1, 4, 6, 1030)] == [ALLOW] * 4  # F_GETFD, F_SETFL, locks, dup
    assert verdict(ioctl, 3, 0x8901) == verdict(ioctl, 3, 0x8902) == REFUSE
    assert verdict(ioctl, 3, 0x5401) == ALLOW  # what isatty() asks


def test_memory_may_be_private_and_not_shared() -> None:
    mmap = syscalls.MMAP[syscalls.column()]
    assert verdict(mmap, fourth=0x21) == verdict(mmap, fourth=0x23) == REFUSE
    assert verdict(mmap, fourth=0x01) == verdict(mmap, fourth=0x03) == 0x00050000 | errno.ENODEV
    assert verdict(mmap, fourth=0x22) == verdict(mmap, fourth=0x02) == verdict(mmap, fourth=0x4022) == ALLOW


def test_only_the_own_process_gets_another_scheduler() -> None:
    assert verdict(number_of("sched_setscheduler"), os.getpid()) == verdict(number_of("sched_setattr"), 0) == ALLOW
    assert verdict(number_of("sched_setparam"), os.getpid() + 1) == REFUSE


def test_changing_modes_is_refused_only_where_the_uid_is_shared() -> None:
    chmod = number_of("fchmodat")
    assert verdict(chmod, metadata=True) == ALLOW
    assert verdict(chmod, metadata=False) == REFUSE


def test_the_program_is_short_enough_for_the_kernel() -> None:
    assert len(program(REFUSE, metadata=False)) <= 4096


def test_numbers_have_names_for_the_record() -> None:
    assert syscalls.name_of(number_of("socket")) == "socket"
    assert syscalls.name_of(99999) == "call 99999"
