"""All attacks."""

from __future__ import annotations

import os

from attack import Attack, notebook_attacks
from handed_in import file_attacks


def catalogue() -> list[Attack]:
    """Every attack that can be tried by this user."""
    root = os.geteuid() == 0
    return [*notebook_attacks(), *(one for one in file_attacks() if root or not one.root_only)]
