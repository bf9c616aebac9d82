"""One real release of the lab for all tests that look at it, and a small clean student's side to plant leaks in."""

from __future__ import annotations

import pytest
from small_notebooks import notebook

from instructor.master import Master, find
from instructor.release import Release, release


@pytest.fixture(scope="session")
def lab() -> Master:
    return find("lab")


@pytest.fixture(scope="session")
def released(lab: Master, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release(lab, tmp_path_factory.mktemp("released"))


@pytest.fixture
def student_side() -> dict[str, bytes]:
    """A notebook with one stub, and one file of the toolkit."""
    return {
        "lab.ipynb": notebook('def clip_gradients(gradients):\n    raise NotImplementedError("not started")'),
        "gradlab/tool.py": b"ANSWER = 42\n",
    }
