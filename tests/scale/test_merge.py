"""Folders of shards become one class, or a sentence says why not."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from small_class import files, grade, graded, hand_in

from autograder.submission import Submission
from instructor import grade as grade_module
from instructor.collect import Found
from instructor.errors import CommandError, GradlabError
from instructor.master import Master
from instructor.merge import merge_classes
from instructor.shard import Shard
from instructor.unit import Graded, Release

NAMES = [f"student_{i}.ipynb" for i in range(12)]
pytestmark = pytest.mark.usefixtures("no_code_is_run")


@pytest.fixture
def found(tmp_path: Path) -> list[Found]:
    return hand_in(tmp_path / "in", *NAMES)


def shards(found: list[Found], small: Master, folder: Path, count: int = 3, **options: Any) -> list[Path]:
    """Grade every shard, as an array of jobs does."""
    options = {"secret_file": folder / "shared", **options}
    outs = []
    for index in range(1, count + 1):
        shard = Shard(index, count)
        outs.append(folder / f"shard-{index}")
        grade([one for one in found if shard.holds(one.name)], small, outs[-1], shard=shard, **options)
    return outs


def about_students(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in files(folder).items() if name != ".class.json"}


def test_merged_shards_are_the_class_graded_in_one_go(tmp_path: Path, small: Master, found: list[Found]) -> None:
    outs = shards(found, small, tmp_path)
    grade(found, small, tmp_path / "whole", secret_file=tmp_path / "shared")
    merged = merge_classes(outs, small, tmp_path / "merged", print)
    assert merged.gaps == []
    assert [verdict["submission"] for verdict in merged.verdicts] == sorted(NAMES)
    assert about_students(tmp_path / "merged") == about_students(tmp_path / "whole")
    before = files(tmp_path / "merged")
    merge_classes(outs[::-1], small, tmp_path / "merged", print)
    assert files(tmp_path / "merged") == before


def test_a_merged_class_is_graded_on_from_where_it_is(tmp_path: Path, small: Master, found: list[Found]) -> None:
    merge_classes(shards(found, small, tmp_path)[:2], small, tmp_path / "merged", print)
    kept: list[bool] = []
    grade(found, small, tmp_path / "merged", lambda _, was_kept: kept.append(was_kept))
    assert sum(kept) == sum(Shard(3, 3).holds(name) is False for name in NAMES)
    assert len(kept) == len(NAMES)


def test_shards_and_results_that_are_missing_are_named(
    tmp_path: Path, small: Master, found: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(submission: Submission, release: Release) -> Graded:
        status = "error" if submission.name == lost else "graded"
        return graded(submission, release.assignment, release.mark, status)

    lost = next(name for name in NAMES if Shard(2, 3).holds(name))
    monkeypatch.setattr(grade_module, "grade_submission", fail)
    outs = shards(found, small, tmp_path)
    merged = merge_classes(outs[1:2], small, tmp_path / "merged", print)
    assert merged.gaps == [
        "No folder of shard 1/3, 3/3 was given. Grade that and merge all of them again.",
        f"{outs[1]} has no result of 1 submissions ({lost}). Run its `gradlab grade` again and merge again.",
    ]
    rows = list(csv.DictReader((tmp_path / "merged" / "grades.csv").open(encoding="utf-8-sig")))
    in_shard = [name for name in sorted(NAMES) if Shard(2, 3).holds(name)]
    assert [row["submission"] for row in rows] == [name for name in in_shard if name != lost]


def refusal(*arguments: Any) -> str:
    with pytest.raises(GradlabError) as caught:
        merge_classes(*arguments, print)
    return str(caught.value)


def test_folders_that_do_not_belong_together_are_refused_in_words(
    tmp_path: Path, small: Master, found: list[Found]
) -> None:
    one, two, _ = shards(found, small, tmp_path)
    half = shards(found, small, tmp_path / "halves", count=2, secret_file=tmp_path / "shared")[0]
    stranger = shards(found, small, tmp_path / "strange")[1]
    out = tmp_path / "merged"
    assert refusal([one, tmp_path], small, out).startswith(f"{tmp_path} is no folder of results. ")
    assert refusal([one, half], small, out) == (
        f"{one} is shard 1/3, {half} is shard 1/2: the class was divided in two ways. Merge the shards of one division."
    )
    assert refusal([one, stranger], small, out) == (
        f"{one} and {stranger} were graded with different secrets, so the checks drew other inputs for the same work. Grade"
        " all shards with one --secret-file (or GRADLAB_SECRET_FILE)."
    )
    assert refusal([one, two], small, one) == f"{one} is one of the folders to merge. Name a new folder with --out."
    assert not out.exists()


def test_results_of_different_versions_are_refused_but_unreadable_files_have_any(
    tmp_path: Path, small: Master, found: list[Found]
) -> None:
    one, two, three = shards(found, small, tmp_path)
    result = next((two / "results").glob("*.json"))
    verdict = json.loads(result.read_text()) | {"grader": "of last year"}
    result.write_text(json.dumps(verdict | {"status": "unreadable"}))
    assert merge_classes([one, two, three], small, tmp_path / "merged", print).gaps == []
    result.write_text(json.dumps(verdict))
    assert refusal([one, two], small, tmp_path / "merged").endswith(
        f"{result} were graded by different versions of the assignment, gradlab or its libraries. Install one version on all"
        " machines and run `gradlab grade` again."
    )


def test_one_name_for_two_submissions_is_refused_and_one_submission_graded_twice_is_not(
    tmp_path: Path, small: Master, found: list[Found]
) -> None:
    outs = shards(found, small, tmp_path)
    shutil.copytree(outs[0], tmp_path / "copy")
    merged = merge_classes([*outs, tmp_path / "copy"], small, tmp_path / "merged", print)
    assert len(merged.verdicts) == len(NAMES)

    first = min(path.name for path in (outs[0] / "results").iterdir())
    result = tmp_path / "copy" / "results" / first
    result.write_text(json.dumps(json.loads(result.read_text()) | {"sha256": "of other bytes"}))
    assert refusal([*outs, tmp_path / "copy"], small, tmp_path / "merged") == (
        f"{outs[0] / 'results' / first} and {result} are about different submissions. Rename one, or grade both in one class."
    )


def test_another_assignment_and_a_class_with_another_secret_are_refused(
    tmp_path: Path, small: Master, found: list[Found]
) -> None:
    outs = shards(found, small, tmp_path)
    grade(found, small, tmp_path / "foreign")
    assert refusal(outs, small, tmp_path / "foreign") == (
        f"{tmp_path / 'foreign'} holds a class with another secret. Name a new folder with --out."
    )
    renamed = Master(small.folder, type(small.assignment)(**{**vars(small.assignment), "name": "lab"}))
    assert refusal(outs, renamed, tmp_path / "merged") == f"{outs[0]} holds results of 'small', and not of 'lab'."
    with pytest.raises(CommandError):
        merge_classes(outs, renamed, tmp_path / "merged", print)
