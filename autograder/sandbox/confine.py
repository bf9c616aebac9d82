"""How a child is shut in: which layers are asked for, put up and enough."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from autograder.sandbox import libc, namespaces
from autograder.sandbox.capabilities import become, drop_capabilities
from autograder.sandbox.landlock import landlock_abi, restrict
from autograder.sandbox.paths import DEVICES, carve
from autograder.sandbox.request import Request
from autograder.sandbox.seccomp import install_filter

PROCESS_ONLY = "process only"
_LANDLOCK_ALONE = 3  # from this ABI on Landlock refuses to cut files off, too


@dataclass(frozen=True)
class Confinement:
    """Asks for the strongest confinement that works here.

    `hide` names files and folders that must not be readable even where something around them is (hidden checks in
    site-packages; with a uid of its own and nothing else, every secret on the machine). `readable` names what the
    child needs besides interpreter, packages and toolkit, where its mode lets others read it. Without a layer that
    shuts the file system, `start` raises unless `allow_process_only` is set. `without` leaves layers out ("uid",
    "namespaces", "landlock", "seccomp"), to see what the others hold where a kernel lacks one.
    """

    hide: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    allow_process_only: bool = False
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """Which of the layers that need rights are put up; Landlock and the filter come with every plan."""

    uid: bool = False
    namespaces: bool = False


def plans(without: Collection[str] = ()) -> list[Plan]:
    """What to try here, strongest first."""
    root = os.geteuid() == 0
    wanted = [Plan(uid=True, namespaces=True), Plan(uid=True)] if root else [Plan(namespaces=True)]
    return [
        plan
        for plan in [*wanted, Plan()]
        if not (plan.uid and "uid" in without) and not (plan.namespaces and "namespaces" in without)
    ]


def level_of(layers: Collection[str]) -> str:
    """The level in words, such as "uid+namespaces+landlock+seccomp"; "process only" when that is all there is."""
    shut = {"namespaces", "landlock", "uid"} & set(layers)
    if not shut or "seccomp" not in layers:
        return PROCESS_ONLY
    return "+".join(layer for layer in ("uid", "namespaces", "landlock", "seccomp") if layer in layers)


def shut_in(request: Request) -> tuple[list[str], int | None]:
    """Put up every layer that works, inside the child, for good: (layers, descriptor of the filter's listener).

    Namespaces and the uid are put up when the request asks for them, and failing is an error; Landlock and the
    filter whenever the kernel has them. The order matters: mounts need root, Landlock forbids mounts, and the
    filter forbids everything used before it.
    """
    layers: list[str] = []
    owner = (request.uid, request.uid) if request.uid is not None else (os.geteuid(), os.getegid())
    abi = 0 if "landlock" in request.without else landlock_abi()
    if request.namespaces:
        namespaces.enter_private_root(request.folder, request.readable, request.hide, owner, request.limits.disk_mb)
        layers.append("namespaces")
    if request.uid is not None:
        become(request.uid)
        libc.prctl(libc.PR_SET_DUMPABLE, 1)  # lets the watchdog see, under the same uid, which pages are shared
        layers.insert(0, "uid")
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    # The kernel forgets this one when the uid changes.
    libc.prctl(libc.PR_SET_PDEATHSIG, 9)
    if request.uid is None:
        drop_capabilities()
    if abi >= (1 if layers else _LANDLOCK_ALONE):
        readable, listable = carve(request.readable, request.hide)
        if request.namespaces:
            listable.append("/")  # there is nothing in the private root that may not be listed
        restrict([*readable, "/proc/self"], listable, DEVICES, request.private)
        layers.append("landlock")
    if layers == ["uid"]:
        _refuse_what_can_be_read(request.hide)
    if "seccomp" in request.without:
        return layers, None
    try:
        listener = install_filter(metadata=bool({"uid", "namespaces"} & set(layers)))
    except OSError:  # no such kernel or machine; the level says so
        return layers, None
    return [*layers, "seccomp"], listener


def _refuse_what_can_be_read(paths: Iterable[str]) -> None:
    for path in paths:
        try:
            os.close(os.open(path, os.O_RDONLY))
        except OSError:
            continue
        raise PermissionError(
            f"only a uid of its own can protect {path} from the child here, and it does not: take the rights of "
            "others away (chmod go-rwx), or pass it to `close_to_others`."
        )
