"""`gradlab grade` of a class: all checks of all questions, students' code shut in, two submissions at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from handed_in import hand_in
from timing import BIN, Took, run

JOBS = 2


def gradlab_grade(answer: Any, work: Path, count: int) -> Took:
    """Time it; every submission has to get full points."""
    hand_in(answer, work / "class", count)
    command = [BIN / "gradlab", "grade", work / "class", "--assignment", "lab", "--out", work / "out", "--jobs", JOBS]
    seconds, cpu = run(command, work)
    verdicts = [json.loads(path.read_bytes()) for path in (work / "out" / "results").glob("*.json")]
    wrong = [verdict["submission"] for verdict in verdicts if verdict["score"] != verdict["max_score"]]
    if wrong or len(verdicts) != count:
        raise SystemExit(f"gradlab grade: {len(verdicts)} of {count} results, without full points: {wrong}")
    return Took("gradlab grade", f"one command, --jobs {JOBS}; all checks of the lab, shut in", count, seconds, cpu)
