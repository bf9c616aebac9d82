"""The grader's side of a release: one zip for Gradescope, `otter grade` and `otter run`."""

from __future__ import annotations

import json
from importlib.resources import files

from autograder.faces.release_files import ASSIGNMENT_FILE, CONFIG_FILE, PLUGIN, SECRET_FILE
from instructor.master import Master
from instructor.otter_assign import Assigned
from instructor.wheel import build_wheel

TEMPLATES = files("instructor") / "templates"
_PROGRAMS = ("setup.sh", "run_autograder", "run_otter.py", "environment.yml")


def autograder_files(
    master: Master, assigned: Assigned, secret: bytes, *, leaderboard: bool = False
) -> dict[str, bytes]:
    """The files of the autograder zip by path.

    otter grade builds its image from `setup.sh`, `environment.yml` and ``requirements.*`` before it adds anything else;
    that is why the wheel's name begins with ``requirements.``.
    """
    name, wheel = build_wheel()
    config = {"plugins": [{PLUGIN: {"assignment": master.assignment.name, "leaderboard": leaderboard}}]}
    return {
        **{program: (TEMPLATES / program).read_bytes() for program in _PROGRAMS},
        "requirements.txt": (TEMPLATES / "requirements-autograder.txt").read_bytes(),
        f"requirements.{name}": wheel,
        CONFIG_FILE: (json.dumps(config, indent=1) + "\n").encode(),
        ASSIGNMENT_FILE: (master.folder / "assignment.toml").read_bytes(),
        SECRET_FILE: (secret.hex() + "\n").encode(),
        **assigned.grader_tests,
    }
