"""One warm process without heavy imports for all tests here, and proof that none of them leaves anything."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starting import BEST, SMALL, Start

from autograder.sandbox.child import Child
from autograder.sandbox.confine import Confinement
from autograder.sandbox.limits import Limits
from autograder.sandbox.processes import descendants
from autograder.sandbox.warm import WarmProcess


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmProcess]:
    with WarmProcess(preload=()) as process:
        yield process


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every uid may enter; pytest's own are shut to others."""
    with tempfile.TemporaryDirectory(prefix="open-") as name:
        os.chmod(name, 0o755)
        yield Path(name)


@pytest.fixture
def start(warm: WarmProcess) -> Iterator[Start]:
    """Starts an entry of `sandbox_entries` in the strongest confinement; every child ends with its test.

    Afterwards nothing may be left: no process below the warm one, no folder of a child.
    """
    children: list[Child] = []

    def run(entry: str, confine: Confinement | None = BEST, limits: Limits = SMALL) -> Child:
        children.append(warm.start(f"sandbox_entries:{entry}", confine=confine, limits=limits))
        return children[-1]

    yield run
    for child in children:
        child.close()
    deadline = time.monotonic() + 5
    while descendants(warm.pid) and time.monotonic() < deadline:
        time.sleep(0.01)  # a guard ends a moment after it has reported
    assert descendants(warm.pid) == []
    assert list(warm.folder.glob("child-*")) == []
