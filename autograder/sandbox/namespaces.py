"""A root directory, process list, network and IPC of the child's own (Linux, as root or with user namespaces)."""

from __future__ import annotations

import os
from collections.abc import Iterable

from autograder.sandbox import libc
from autograder.sandbox.limits import MIB
from autograder.sandbox.paths import DEVICES, is_below

PRIVATE = "/box"  # the private folder, as the child sees it
_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
_INODES = 10_000


def enter_pid_namespace() -> None:
    """The next fork of this process is process 1 of a new PID namespace: when it ends, all below it ends.

    Without root a user namespace comes first, in which this uid stands for itself. Raises OSError where the kernel
    or a container forbids it.
    """
    if os.geteuid() == 0:
        libc.unshare(_NEWPID)
        return
    uid, gid = os.geteuid(), os.getegid()
    libc.unshare(_NEWUSER | _NEWPID)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def enter_private_root(
    place: str, readable: Iterable[str], hidden: Iterable[str], owner: tuple[int, int], disk_mb: int
) -> None:
    """Leave the host's file system, network and IPC for a small root that holds `readable` and a private folder.

    The root is a tmpfs mounted over the existing folder `place`, in a mount namespace that ends with the child:
    nothing has to be cleaned up. What is `readable` keeps its path, read-only; `hidden` things in it are covered.
    The private folder is a tmpfs of `disk_mb`, owned by `owner` (uid, gid).
    """
    libc.unshare(_NEWNS | _NEWIPC | _NEWNET)
    libc.mount("none", "/", None, _REC | _PRIVATE)
    libc.mount("tmpfs", place, "tmpfs", _NOSUID | _NODEV, "size=1m,mode=0755")
    roots = [_place(place, path) for path in readable]
    for real in _outermost(roots):
        _bind(real, place + real)
    _cover(place, roots, hidden)
    os.mkdir(place + "/dev", 0o755)
    for device in DEVICES:
        _touch(place + device)
        libc.mount(device, place + device, None, _BIND)
    _mount_proc(place)
    os.mkdir(place + PRIVATE, 0o700)
    options = f"size={disk_mb * MIB},nr_inodes={_INODES},mode=0700,uid={owner[0]},gid={owner[1]}"
    libc.mount("tmpfs", place + PRIVATE, "tmpfs", _NOSUID | _NODEV, options)
    libc.mount(None, place, None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV)
    os.chdir(place)
    libc.pivot_root(".", ".")  # the old root now lies on top of the new one
    libc.umount_lazily(".")
    os.chdir(PRIVATE)


def _place(place: str, path: str) -> str:
    """Copy the links on the way to `path` into the new root; returns the real path."""
    current, rest = "/", path.strip("/").split("/")
    for _ in range(1000):
        if not rest:
            return current.rstrip("/") or "/"
        step = os.path.join(current, rest.pop(0))
        if not os.path.islink(step):
            current = step
            continue
        target = os.readlink(step)
        if not os.path.lexists(place + step):
            os.makedirs(os.path.dirname(place + step), 0o755, exist_ok=True)
            os.symlink(target, place + step)
        rest = os.path.normpath(os.path.join(current, target)).strip("/").split("/") + rest
        current = "/"
    raise OSError(f"too many links on the way to {path}")


def _outermost(paths: list[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(is_below(path, other) for other in kept):
            kept.append(path)
    return kept


def _bind(source: str, target: str) -> None:
    if os.path.isdir(source):
        os.makedirs(target, 0o755, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)
        _touch(target)
    libc.mount(source, target, None, _BIND | _REC)
    # In a user namespace the flags of the source are locked, and must be given again.
    locked = os.statvfs(target).f_flag & (_NOEXEC | 1024 | 2048 | 4096)
    kept = (locked & _NOEXEC) | (locked & 0xC00) | ((1 << 21) if locked & 4096 else 0)
    libc.mount(None, target, None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV | kept)


def _cover(place: str, roots: list[str], hidden: Iterable[str]) -> None:
    empty_folder, empty_file = place + "/.empty", place + "/.nothing"
    os.mkdir(empty_folder, 0o755)
    _touch(empty_file)
    for path in map(os.path.realpath, hidden):
        if os.path.exists(place + path) and any(is_below(path, root) for root in roots):
            libc.mount(empty_folder if os.path.isdir(path) else empty_file, place + path, None, _BIND)


def _mount_proc(place: str) -> None:
    """The child's own processes and nothing of the machine; without /proc where a container forbids the mount."""
    os.mkdir(place + "/proc", 0o755)
    for options in ("hidepid=invisible,subset=pid", "hidepid=2"):
        try:
            libc.mount("proc", place + "/proc", "proc", _NOSUID | _NODEV | _NOEXEC, options)
            return
        except OSError:
            continue


def _touch(path: str) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))
