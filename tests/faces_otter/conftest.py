"""An unpacked autograder zip for tests that grade for real, without building a wheel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.faces.release_files import ASSIGNMENT_FILE, CONFIG_FILE, PLUGIN, SECRET_FILE
from instructor.master import Master, find

SECRET = bytes(range(32))


@pytest.fixture(scope="session")
def lab() -> Master:
    return find("lab")


@pytest.fixture
def autograder_root(tmp_path: Path, lab: Master) -> Path:
    """A folder laid out as /autograder, with nothing handed in yet."""
    for name in ("source/files", "source/tests", "submission", "results"):
        (tmp_path / name).mkdir(parents=True)
    source = tmp_path / "source"
    (source / CONFIG_FILE).write_text(json.dumps({"plugins": [{PLUGIN: {"assignment": "lab", "leaderboard": True}}]}))
    (source / ASSIGNMENT_FILE).write_bytes((lab.folder / "assignment.toml").read_bytes())
    (source / SECRET_FILE).write_text(SECRET.hex())
    (tmp_path / "submission_metadata.json").touch()  # otter grade's image has one of no bytes
    return tmp_path
