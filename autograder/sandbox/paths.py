"""What a child must be able to read, and what it must not."""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom")
"""Not /dev/zero: mapped and shared, it gives memory that no process is seen to hold."""
_SYSTEM = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64", "/usr/share/zoneinfo",
    "/usr/share/fonts", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/etc/nsswitch.conf",
    "/etc/passwd", "/etc/group",
)  # fmt: skip
_SITE = ("site-packages", "dist-packages")


def needed_paths() -> tuple[str, ...]:
    """Interpreter, standard library, installed packages, shared libraries and the toolkit, as real paths.

    TensorFlow and Keras import modules late, so the packages stay readable while a child runs. The checkout is not
    among them, even where it is on sys.path: only folders of installed packages, and the toolkit's own folder.
    """
    library = sysconfig.get_paths()
    paths = [library[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    paths += [entry for entry in sys.path if os.path.basename(entry.rstrip("/")) in _SITE]
    paths += [os.path.join(prefix, folder) for prefix in (sys.prefix, sys.base_prefix) for folder in ("lib", "lib64")]
    paths += [*_SYSTEM, *toolkit_paths()]
    return without_nested(paths)


def toolkit_paths() -> list[str]:
    """The folder of the package `gradlab`, wherever it is imported from; empty when it is not installed."""
    spec = importlib.util.find_spec("gradlab")
    return list(spec.submodule_search_locations or []) if spec else []


def private_packages() -> tuple[str, ...]:
    """The grader's own packages, hidden checks included, which no child may read."""
    ours = Path(__file__).resolve().parents[1]
    return (str(ours), str(ours.parent / "instructor"))


def without_nested(paths: Iterable[str]) -> tuple[str, ...]:
    """Absolute paths that exist, sorted, without those that lie below another one."""
    kept: list[str] = []
    for path in sorted({os.path.abspath(path) for path in paths if os.path.exists(path)}):
        if not any(is_below(path, other) for other in kept):
            kept.append(path)
    return tuple(kept)


def is_below(path: str, folder: str) -> bool:
    """True for the folder itself too."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def carve(readable: Iterable[str], hidden: Iterable[str]) -> tuple[list[str], list[str]]:
    """Split `readable` so that nothing hidden is in it: (readable, listable).

    A folder with something hidden in it is replaced by its entries and may only be listed. Links among the entries
    are left out, because what they point to may be hidden.
    """
    out = {os.path.realpath(path) for path in hidden}
    whole: list[str] = []
    listable: list[str] = []
    waiting = [os.path.realpath(path) for path in readable]
    while waiting:
        path = waiting.pop()
        if any(is_below(path, secret) for secret in out):
            continue
        if not any(is_below(secret, path) for secret in out):
            whole.append(path)
            continue
        listable.append(path)
        try:
            with os.scandir(path) as entries:
                waiting += [entry.path for entry in entries if not entry.is_symlink()]
        except OSError:
            continue
    return whole, listable
