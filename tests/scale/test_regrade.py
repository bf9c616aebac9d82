"""Judging kept evidence again, with real grading before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_class import files, grade, hand_in, small_assignment

from instructor.errors import CommandError
from instructor.regrade import regrade_class

NAMES = ("a.ipynb", "b.ipynb")
LESS = "detect_explosion.returns_report"


@pytest.mark.slow
def test_a_regrade_moves_who_stood_elsewhere_and_nobody_else(tmp_path: Path) -> None:
    small, out = small_assignment(tmp_path), tmp_path / "out"
    grade(hand_in(tmp_path / "in", *NAMES), small, out, allow_process_only=True)
    result = out / "results" / "a.json"
    before = json.loads(result.read_bytes())
    changed = json.loads(result.read_bytes())
    check = next(one for one in changed["questions"]["detect_explosion"]["checks"] if one["id"] == LESS)
    assert check["state"] == "passed"
    check |= {"state": "failed", "score": 0.0, "message": "of an older check"}
    changed["score"] -= check["max_score"]
    changed["stamps"]["questions"]["detect_explosion"] = "an older check's"
    result.write_text(json.dumps(changed))
    graded = files(out)

    again = regrade_class(out, small, dry_run=True, say=print)
    assert [(one.submission, one.judged, one.failure) for one in again] == [("a.ipynb", 1, ""), ("b.ipynb", 0, "")]
    (move,) = (one.move for one in again if one.move is not None)
    assert (move.submission, move.before, move.after) == ("a.ipynb", changed["score"], before["score"])
    ((name, state, message, new_state, _),) = move.checks
    assert (name, state, message, new_state) == (LESS, "failed", "of an older check", "passed")
    assert files(out) == graded

    assert regrade_class(out, small, dry_run=False, say=print) == again
    assert {**json.loads(result.read_bytes()), "seconds": 0} == {**before, "seconds": 0}
    third = regrade_class(out, small, dry_run=False, say=print)
    assert [(one.move, one.judged) for one in third] == [(None, 0), (None, 0)]


def test_a_folder_without_evidence_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=f"There is no evidence in {tmp_path}"):
        regrade_class(tmp_path, small_assignment(tmp_path), dry_run=False, say=print)
