"""Attempts to escape, made by our own code inside a confined child; `preflight` judges what came of them.

Every attempt returns what it got hold of, in words, or nothing when it was stopped.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import socket
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.sandbox.channel import Channel
from autograder.sandbox.syscalls import REFUSED, column

OPEN_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
Facts = dict[str, Any]
_libc = ctypes.CDLL(None, use_errno=True)


def run(channel: Channel) -> None:
    """Make every attempt that the child can judge itself; answers {name: what it got hold of}."""
    facts: Facts = json.loads(channel.receive())
    results = {}
    for name, attempt in ATTEMPTS.items():
        try:
            results[name] = "; ".join(found for found in attempt(facts) if found)
        except Exception as error:  # an attempt that breaks proves nothing, and must count as not held
            results[name] = f"the attempt itself failed: {type(error).__name__}: {error}"
    channel.send(json.dumps(results).encode())


def read_outside(facts: Facts) -> list[str]:
    found = []
    for path in facts["secrets"]:
        try:
            if stat.S_ISDIR(os.stat(path).st_mode):
                if os.listdir(path):
                    found.append(f"listed {path}")
            elif Path(path).read_bytes():
                found.append(f"read {path}")
        except OSError:
            continue
    return found


def write_outside(facts: Facts) -> list[str]:
    found = []
    target = Path(facts["folder"])
    actions: dict[str, Callable[[], object]] = {
        "created a file": lambda: (target / "planted").write_text("x"),
        "overwrote a file": lambda: (target / "secret").write_text("x"),
        "cut off a file": lambda: os.truncate(target / "secret", 0),
        "removed a file": lambda: (target / "secret").unlink(),
        "moved a folder": lambda: target.rename(f"{target}-moved").rename(target),
        "changed a mode": lambda: os.chmod(target, 0o755),
    }
    for words, action in actions.items():
        try:
            action()
        except OSError:
            continue
        found.append(words)
    return found


def open_sockets(facts: Facts) -> list[str]:
    found = []
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, 16, 17, 38, 40):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            try:
                with socket.socket(family, kind):
                    found.append(f"socket of family {int(family)}")
            except OSError:
                continue
    try:
        first, second = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    except OSError:
        return found
    with first, second:
        try:
            first.sendto(b"x", facts["listening"])
            found.append("sent a message to the grader's socket")
        except OSError:
            pass
    return found


def touch_other_processes(facts: Facts) -> list[str]:
    found = []
    pids = {facts["grader"], facts["warm"], os.getppid(), 1} - {0, os.getpid()}
    for pid in sorted(pids):
        if _libc.ptrace(0x4206, pid, None, None) == 0:  # PTRACE_SEIZE, which does not stop it
            found.append(f"traced process {pid}")
        buffer = ctypes.create_string_buffer(8)
        vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
        if _libc.process_vm_readv(pid, vector, 1, vector, 1, 0) >= 0:
            found.append(f"read the memory of process {pid}")
        for name in ("mem", "environ", "maps"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    if name == "mem" or file.read(1):
                        found.append(f"opened /proc/{pid}/{name}")
            except OSError:
                continue
        try:
            os.kill(pid, 0)
            found.append(f"may signal process {pid}")
        except OSError:
            pass
    try:
        os.kill(-1, 0)
        found.append("may signal every process")
    except OSError:
        pass
    return found


def find_environment(facts: Facts) -> list[str]:
    token = facts["token"].encode()
    found = ["the variable itself"] if facts["token"] in os.environ.values() else []
    try:
        entries = os.listdir("/proc")
    except OSError:
        entries = ["self", "thread-self", *map(str, range(1, 500)), str(facts["grader"]), str(facts["warm"])]
    for entry in entries:
        try:
            if token in Path(f"/proc/{entry}/environ").read_bytes():
                found.append(f"/proc/{entry}/environ")
        except OSError:
            continue
    return found


def use_descriptors(facts: Facts) -> list[str]:
    found = []
    for descriptor in range(1024):
        try:
            status = os.fstat(descriptor)
        except OSError:
            continue
        null = stat.S_ISCHR(status.st_mode) and os.major(status.st_rdev) == 1 and os.minor(status.st_rdev) == 3
        if not (descriptor < 3 and null) and not (descriptor == 3 and stat.S_ISSOCK(status.st_mode)):
            found.append(f"descriptor {descriptor}")
    return found


def gain_rights(facts: Facts) -> list[str]:
    found = []
    if os.getuid() != 0:  # root without a capability, where a uid of its own cannot be had, is root in name only
        with contextlib.suppress(OSError):
            os.setresuid(0, 0, 0)
            found.append("became root")
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    if int(status["CapEff"], 16) or int(status["CapPrm"], 16):
        found.append(f"holds capabilities {status['CapEff'].strip()}")
    if status["NoNewPrivs"].strip() != "1":
        found.append("may gain privileges from programs")
    return found


def call_the_kernel(facts: Facts) -> list[str]:
    """Calls that do nothing with these arguments, whether they are allowed or not."""
    found = []
    for name in ("unshare", "setns", "mount", "bpf", "keyctl", "io_uring_setup", "userfaultfd", "perf_event_open"):
        number = REFUSED[name][column()]
        arguments = (0x10000000,) if name == "unshare" else (-1, 0, 0, -1, 0)
        result = _libc.syscall(ctypes.c_long(number or 0), *(ctypes.c_long(value) for value in arguments))
        if result != -1 or ctypes.get_errno() not in (1, 13, 38):  # EPERM, EACCES, ENOSYS
            found.append(name)
    return found


def run_programs(facts: Facts) -> list[str]:
    found = []
    for program in ("/bin/true", "/usr/bin/true"):
        pid = os.fork()
        if pid == 0:
            try:
                os.execv(program, [program])
            except OSError:
                os._exit(7)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 7:
            found.append(f"ran {program}")
    return found


def write_large_file(facts: Facts) -> list[str]:
    path = Path("large")
    try:
        with path.open("wb", buffering=0) as file:
            for _ in range(facts["file_mb"] + 1):
                file.write(bytes(1 << 20))
        size = path.stat().st_size
        return [f"wrote {size >> 20} MiB"] if size > facts["file_mb"] << 20 else []
    except OSError:
        return []
    finally:
        path.unlink(missing_ok=True)


ATTEMPTS: dict[str, Callable[[Facts], list[str]]] = {
    "read outside": read_outside,
    "write outside": write_outside,
    "open a socket": open_sockets,
    "touch other processes": touch_other_processes,
    "see the grader's environment": find_environment,
    "use inherited descriptors": use_descriptors,
    "gain rights": gain_rights,
    "call the kernel": call_the_kernel,
    "run programs": run_programs,
    "write a large file": write_large_file,
}


def fork_many(channel: Channel) -> None:
    """Fork sleepers until the kernel refuses, then say how many there were."""
    wanted = json.loads(channel.receive())
    made = 0
    for _ in range(wanted):
        try:
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
        except OSError:
            break
        made += 1
    channel.send(str(made).encode())
    time.sleep(5)  # long enough to be caught where only the watchdog counts


def take_memory(channel: Channel) -> None:
    """Fill memory far beyond the limit, then say so."""
    wanted = json.loads(channel.receive())
    held = [b"\x01" * (1 << 20) for _ in range(wanted)]
    time.sleep(1)
    channel.send(str(len(held)).encode())


def fill_disk(channel: Channel) -> None:
    """Write many files of allowed size far beyond the limit, then say so."""
    files, size = json.loads(channel.receive())
    try:
        for number in range(files):
            Path(f"filler-{number}").write_bytes(bytes(size))
    except OSError:
        channel.send(b"refused")
        return
    time.sleep(1)
    channel.send(b"written")


def leave_something(channel: Channel) -> None:
    """Leave a daemon with the given name, and files of that name where everybody may write."""
    name = channel.receive().decode()
    for folder in OPEN_FOLDERS:
        try:
            (Path(folder) / name).write_text("left behind")
        except OSError:
            continue
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            _libc.prctl(15, name.encode(), 0, 0, 0)  # PR_SET_NAME
            channel.send(b"alive")
            time.sleep(120)
        os._exit(0)
    time.sleep(0.5)
