"""How a child is shut in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Confinement:
    """Asks for the strongest confinement that works here.

    `hide` names files and folders that must not be readable even where something around them is (hidden checks in
    site-packages); `readable` names what the child needs besides the interpreter, its libraries and the toolkit.
    Without a layer that shuts the file system, `start` raises unless `allow_process_only` is set.
    """

    hide: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    allow_process_only: bool = False
