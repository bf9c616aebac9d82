"""What an autograder zip holds besides code: the assignment, the secret, and the settings in `otter_config.json`."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, load
from autograder.errors import AssignmentError

PLUGIN = "autograder.faces.otter_plugin.GradlabPlugin"
ASSIGNMENT_FILE, SECRET_FILE, CONFIG_FILE = "files/assignment.toml", "files/secret", "otter_config.json"


@dataclass(frozen=True)
class ReleaseFiles:
    """The assignment with its name, the secret, and the settings that were chosen at release."""

    assignment: Assignment
    secret: bytes
    settings: dict[str, Any]


def read_release_files(source: Path) -> ReleaseFiles:
    """Read them from the folder in which an autograder zip was unpacked.

    Raises:
        AssignmentError: one of them is missing or damaged.
    """
    try:
        config = json.loads((source / CONFIG_FILE).read_text(encoding="utf-8"))
        settings = next(entry[PLUGIN] for entry in config["plugins"] if isinstance(entry, dict) and PLUGIN in entry)
        secret = bytes.fromhex((source / SECRET_FILE).read_text(encoding="ascii").strip())
        name = str(settings["assignment"])
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise AssignmentError(
            f"{source} is not what an autograder zip of ours unpacks to ({type(error).__name__}: {error}). Make the zip"
            " again with `gradlab release` and use it as it is."
        ) from error
    return ReleaseFiles(dataclasses.replace(load(source / ASSIGNMENT_FILE), name=name), secret, settings)
