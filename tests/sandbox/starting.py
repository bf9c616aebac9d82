"""What the tests of the sandbox start children with."""

from __future__ import annotations

from collections.abc import Callable

from autograder.sandbox.child import Child
from autograder.sandbox.confine import Confinement
from autograder.sandbox.limits import Limits

SMALL = Limits(cpu_seconds=4, memory_mb=300, file_mb=4, disk_mb=24, processes=64, open_files=64, frame_mb=1, total_mb=8)
BEST = Confinement()
Start = Callable[..., Child]
