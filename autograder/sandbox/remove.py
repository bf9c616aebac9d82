"""Removes a folder that a child could write to, whatever it left there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


def remove_tree(folder: Path) -> None:
    """Remove `folder`; no process may still write to it. Never follows a link.

    A tree too deep for Python's recursion, or with folders that may not be entered, goes to chmod and rm. Raises
    OSError when something stays.
    """
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except (OSError, RecursionError):
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf", "--one-file-system"]):
            subprocess.run([*command, "--", str(folder)], check=False, stderr=subprocess.DEVNULL)
    if os.path.lexists(folder):
        raise OSError(f"{folder} could not be removed")
