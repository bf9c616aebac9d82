"""`otter run`, one call a submission, as its users call it; the whole notebook is run, then the three checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from handed_in import hand_in
from otter_files import autograder_zip
from three_checks import THREE_CHECKS
from timing import BIN, Took, run


def otter_run(answer: Any, work: Path, count: int) -> Took:
    """Time it; every submission has to pass the three checks."""
    zipped = autograder_zip(work)
    seconds = cpu = 0.0
    for notebook in hand_in(answer, work / "class", count):
        clock, used = run([BIN / "otter", "run", "--no-logo", "-a", zipped, "-o", work, notebook], work)
        seconds, cpu = seconds + clock, cpu + used
        passed = [test for test in json.loads((work / "results.json").read_bytes())["tests"] if test.get("score")]
        if len(passed) != len(THREE_CHECKS):
            raise SystemExit(f"otter run: only {len(passed)} of {len(THREE_CHECKS)} checks passed")
    return Took("otter run", "one call a submission; three asserts, not shut in", count, seconds, cpu)
