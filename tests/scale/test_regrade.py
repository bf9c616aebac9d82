"""Judging kept evidence again, with real grading before it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from small_class import files, grade, hand_in, small_assignment

from autograder import judges
from autograder.record.evidence import Evidence, Recorded
from autograder.submission import Submission
from autograder.trusted import TrustedStepFailed
from autograder.unanswered import verdict_without_answers
from instructor import regrade
from instructor.class_folder import ClassFolder
from instructor.cli import main
from instructor.errors import CommandError
from instructor.evidence import Kept, pack
from instructor.master import Master
from instructor.regrade import regrade_class
from instructor.stamps import Stamps
from instructor.unit import Graded

NAMES = ("a.ipynb", "b.ipynb")
LESS = "detect_explosion.returns_report"


@pytest.fixture
def out(tmp_path: Path, small: Master) -> Path:
    """A class of one, graded by today's checks, that got half of the points; nobody's code was run for it."""
    folder = ClassFolder(tmp_path / "out")
    alice = Submission("alice.ipynb", b"{}")
    evidence = pack(Kept(alice, Evidence({"detect_explosion": Recorded([])}).as_bytes(), "namespaces"))
    verdict = verdict_without_answers(alice, small.assignment, "graded", "Half right.", [], 1.0)
    for check in verdict["questions"]["detect_explosion"]["checks"]:
        check |= {"state": "failed", "share": 0.5, "score": check["max_score"] / 2}
    verdict["score"] = verdict["questions"]["detect_explosion"]["score"] = small.assignment.points / 2
    stamped = Stamps.of(small.assignment, folder.secret_for(None)).on(verdict, evidence)
    folder.save("alice", Graded(stamped, "page", evidence))
    (folder.path / ".lock").touch()  # every command leaves one
    return folder.path


class NoJudge:
    """Stands where a judge would be asked."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> NoJudge:
        return self

    def __exit__(self, *_: object) -> None: ...

    def plan(self, _: object) -> None:
        raise TrustedStepFailed("the judge\x1b[31m ended")

    def close(self) -> None: ...


@pytest.fixture
def no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regrade, "WarmProcess", NoJudge)
    monkeypatch.setattr(judges, "Judge", NoJudge)


@pytest.mark.usefixtures("no_judge")
def test_where_nothing_has_changed_no_judge_is_asked_and_no_submission_is_written_again(
    out: Path, small: Master
) -> None:
    graded = files(out)
    (again,) = regrade_class(out, small, dry_run=False, say=print)
    assert (again.move, again.judged, again.failure) == (None, 0, "")
    assert graded.items() <= files(out).items()


@pytest.mark.usefixtures("no_judge")
def test_new_points_are_given_without_a_judge(out: Path, small: Master) -> None:
    (question,) = small.assignment.questions
    dearer = replace(question, checks=tuple(replace(entry, points=4 * entry.points) for entry in question.checks))
    (again,) = regrade_class(
        out, replace(small, assignment=replace(small.assignment, questions=(dearer,))), dry_run=False, say=print
    )
    assert (again.judged, again.failure) == (0, "")
    assert again.move is not None
    assert (again.move.before, again.move.after) == (question.points / 2, 2 * question.points)
    assert json.loads((out / "results" / "alice.json").read_bytes())["score"] == 2 * question.points
    assert (out / "feedback" / "alice.html").read_text(encoding="utf-8") != "page"


@pytest.mark.usefixtures("no_judge")
@pytest.mark.parametrize("stamps", [{}, {"evidence": "of another recording", "page": "", "questions": {}}])
def test_a_failure_of_ours_is_said_and_leaves_the_old_result(out: Path, small: Master, stamps: dict[str, Any]) -> None:
    result = out / "results" / "alice.json"
    result.write_text(json.dumps(json.loads(result.read_bytes()) | {"stamps": stamps}))
    graded = files(out)
    done = CliRunner().invoke(main, ["regrade", str(out), "--assignment", str(small.folder), "--dry-run"])
    assert done.exit_code == 1
    said = done.output + (done.stderr if done.stderr_bytes else "")
    assert "gradlab: alice.ipynb could not be judged; its old result stands. the judge\\u001b[31m ended" in said
    assert files(out) == graded


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
