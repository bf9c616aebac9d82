"""Grading a class: nothing is lost, nothing is done twice, and what is said is on the disk."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from small_class import files, grade, graded, hand_in, stand_in

from autograder.sandbox.paths import is_below
from autograder.submission import Submission
from instructor import grade as grade_module
from instructor.alone import alone_in
from instructor.errors import CommandError, NotWritten, SecretError
from instructor.master import Master
from instructor.shard import Shard
from instructor.spread import ATTEMPTS, Engine
from instructor.unit import Graded, Release

NAMES = ("a.ipynb", "b.ipynb", "c.ipynb")
pytestmark = pytest.mark.usefixtures("no_code_is_run")


class OneAfterTheOther(Executor):
    """Runs each call at once, and notes how many results are held by nobody but the caller."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def one_after_the_other(at_once: int = 2) -> Any:
    yield Engine(OneAfterTheOther(), at_once)


@contextmanager
def no_engine() -> Any:
    raise AssertionError("there is nothing to grade")
    yield


@pytest.mark.parametrize("count", [2, 60])
def test_classmates_work_is_shut_off_from_every_submission(
    tmp_path: Path, small: Master, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    hidden: list[str] = []

    def look(submission: Submission, release: Release) -> Graded:
        hidden.extend(release.confinement.hide)
        return stand_in(submission, release)

    monkeypatch.setattr(grade_module, "grade_submission", look)
    found = hand_in(tmp_path / "in", *[f"{i:02}.ipynb" for i in range(count)])
    grade(found, small, tmp_path / "out", engine=one_after_the_other())
    assert all(any(is_below(str(one.path), place) for place in hidden) for one in found)
    assert len(set(hidden)) < 60


def test_all_about_a_submission_is_on_disk_before_it_is_announced(tmp_path: Path, small: Master) -> None:
    seen = []

    def announce(verdict: dict[str, Any], kept: bool) -> None:
        stem = verdict["submission"].removesuffix(".ipynb")
        assert json.loads((tmp_path / "out" / "results" / f"{stem}.json").read_bytes()) == verdict
        assert (tmp_path / "out" / "feedback" / f"{stem}.html").read_text() == f"page of {stem}.ipynb"
        assert (tmp_path / "out" / "evidence" / f"{stem}.bin").is_file()
        seen.append((stem, kept))

    grade(hand_in(tmp_path / "in", *NAMES), small, tmp_path / "out", announce)
    assert sorted(seen) == [("a", False), ("b", False), ("c", False)]


def test_an_unchanged_class_is_read_and_nothing_else(tmp_path: Path, small: Master) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    first = grade(found, small, tmp_path / "out")
    page = tmp_path / "out" / "index.html"
    written = page.stat().st_mtime_ns
    assert grade(found, small, tmp_path / "out", engine=no_engine()).verdicts == first.verdicts
    assert page.stat().st_mtime_ns == written

    page.unlink()
    grade(found, small, tmp_path / "out", engine=no_engine())
    assert page.is_file()


def test_the_class_page_is_made_again_when_the_class_has_changed(tmp_path: Path, small: Master) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    grade(found, small, tmp_path / "out")
    grade(found[:2], small, tmp_path / "out", engine=no_engine())
    assert "c.ipynb" not in (tmp_path / "out" / "grades.csv").read_text()
    grade(found, small, tmp_path / "out", engine=no_engine())
    assert "c.ipynb" in (tmp_path / "out" / "grades.csv").read_text()


@pytest.mark.parametrize("lost", ["results/b.json", "feedback/b.html"])
def test_what_is_missing_is_made_again(tmp_path: Path, small: Master, lost: str) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    grade(found, small, tmp_path / "out")
    (tmp_path / "out" / lost).unlink()
    again: list[tuple[str, bool]] = []
    grade(found, small, tmp_path / "out", lambda verdict, kept: again.append((verdict["submission"], kept)))
    assert again == [("a.ipynb", True), ("c.ipynb", True), ("b.ipynb", False)]
    assert (tmp_path / "out" / lost).is_file()


def test_a_changed_submission_has_no_result_while_its_page_is_written(
    tmp_path: Path, small: Master, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a kill between the two leaves an old result beside a new page."""
    found = hand_in(tmp_path / "in", "a.ipynb")
    grade(found, small, tmp_path / "out")
    (tmp_path / "in" / "a.ipynb").write_text("{}")

    from instructor import class_folder

    def killed(path: Path, _: object) -> None:
        assert not (tmp_path / "out" / "results" / "a.json").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(class_folder, "write_whole", killed)
    with pytest.raises(KeyboardInterrupt):
        grade(found, small, tmp_path / "out")


def test_what_a_killed_command_was_writing_is_removed(tmp_path: Path, small: Master) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    grade(found, small, tmp_path / "out")
    for folder in ("", "results", "feedback", "evidence"):
        (tmp_path / "out" / folder / ".a.json.123.0123abcd").write_text("half of")
    grade(found, small, tmp_path / "out", engine=no_engine())
    assert not [name for name in files(tmp_path / "out") if "0123abcd" in name]


def test_a_submission_whose_worker_was_lost_is_graded_by_another(
    tmp_path: Path, small: Master, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: Counter[str] = Counter()

    def lose_some(submission: Submission, release: Release) -> Graded:
        tries[submission.name] += 1
        if submission.name == "b.ipynb" and tries[submission.name] < ATTEMPTS:
            raise RuntimeError("the node is gone")
        return stand_in(submission, release)

    monkeypatch.setattr(grade_module, "grade_submission", lose_some)
    result = grade(hand_in(tmp_path / "in", *NAMES), small, tmp_path / "out", engine=one_after_the_other())
    assert tries == {"a.ipynb": 1, "b.ipynb": ATTEMPTS, "c.ipynb": 1}
    assert result.errors == []
    assert [verdict["submission"] for verdict in result.verdicts] == list(NAMES)


def test_a_submission_that_no_worker_survives_costs_no_other_its_result_and_is_tried_next_time(
    tmp_path: Path, small: Master, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_b(submission: Submission, release: Release) -> Graded:
        if submission.name == "b.ipynb":
            raise RuntimeError("the node is gone")
        return stand_in(submission, release)

    found = hand_in(tmp_path / "in", *NAMES)
    monkeypatch.setattr(grade_module, "grade_submission", lose_b)
    result = grade(found, small, tmp_path / "out", engine=one_after_the_other())
    assert [verdict["status"] for verdict in result.verdicts] == ["graded", "error", "graded"]
    assert result.errors[0]["observations"] == ["No worker came back: RuntimeError: the node is gone"]
    assert not (tmp_path / "out" / "results" / "b.json").exists()

    monkeypatch.setattr(grade_module, "grade_submission", stand_in)
    assert grade(found, small, tmp_path / "out").errors == []


def test_an_error_of_ours_is_tried_again_and_a_students_failure_is_not(
    tmp_path: Path, small: Master, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: Counter[str] = Counter()

    def fail(submission: Submission, release: Release) -> Graded:
        tries[submission.name] += 1
        status = {"a.ipynb": "error", "b.ipynb": "crashed", "c.ipynb": "timeout"}[submission.name]
        return graded(submission, release.assignment, release.mark, status)

    monkeypatch.setattr(grade_module, "grade_submission", fail)
    grade(hand_in(tmp_path / "in", *NAMES), small, tmp_path / "out", engine=one_after_the_other())
    assert tries == {"a.ipynb": ATTEMPTS, "b.ipynb": 1, "c.ipynb": 1}


def test_a_result_in_which_a_check_of_ours_failed_is_made_again(tmp_path: Path, small: Master) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    first = grade(found, small, tmp_path / "out")
    result = tmp_path / "out" / "results" / "b.json"
    verdict = json.loads(result.read_text())
    next(iter(verdict["questions"].values()))["checks"][0]["state"] = "internal_error"
    result.write_text(json.dumps(verdict))
    assert grade(found, small, tmp_path / "out").verdicts == first.verdicts
    assert json.loads(result.read_text()) == first.verdicts[1]


def test_work_that_cannot_go_on_ends_the_command_with_its_sentence(
    tmp_path: Path, small: Master, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(submission: Submission, release: Release) -> Graded:
        raise CommandError("Students' code cannot be shut in on this machine.")

    monkeypatch.setattr(grade_module, "grade_submission", refuse)
    with pytest.raises(CommandError, match="cannot be shut in"):
        grade(hand_in(tmp_path / "in", *NAMES), small, tmp_path / "out")


def test_no_more_is_handed_over_than_fits(tmp_path: Path, small: Master, monkeypatch: pytest.MonkeyPatch) -> None:
    held = 0
    most = 0

    def read(submission: Submission, release: Release) -> Graded:
        nonlocal held, most
        held += 1
        most = max(most, held)
        return stand_in(submission, release)

    def announce(*_: object) -> None:
        nonlocal held
        held -= 1

    monkeypatch.setattr(grade_module, "grade_submission", read)
    names = [f"{i:02}.ipynb" for i in range(20)]
    grade(hand_in(tmp_path / "in", *names), small, tmp_path / "out", announce, engine=one_after_the_other(at_once=3))
    assert most == 3


def test_a_second_command_on_the_folder_says_that_it_waits_and_then_finds_all_done(
    tmp_path: Path, small: Master
) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    said: list[str] = []
    kept: list[bool] = []
    waiting = Event()

    def say(sentence: str) -> None:
        said.append(sentence)
        waiting.set()

    with alone_in(tmp_path / "out", print):
        second = Thread(
            target=grade, args=(found, small, tmp_path / "out", lambda _, was: kept.append(was)), kwargs={"say": say}
        )
        second.start()
        assert waiting.wait(20)
        assert not (tmp_path / "out" / "results").exists()
    second.join(20)
    assert said == [f"Another gradlab is at work in {tmp_path / 'out'}. This one waits until it has ended."]
    assert kept == [False] * 3


def test_a_folder_that_cannot_be_written_to_is_a_sentence(tmp_path: Path, small: Master) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten, match=r"Name another folder with --out\."):
        grade(hand_in(tmp_path / "in", *NAMES), small, tmp_path / "file" / "out")


def test_parts_with_one_secret_file_have_one_secret(tmp_path: Path, small: Master) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    for out in ("one", "two"):
        grade(found, small, tmp_path / out, secret_file=tmp_path / "shared")
    secrets = {(tmp_path / name).read_text() for name in ("one/.secret", "two/.secret", "shared")}
    assert len(secrets) == 1
    assert grade(found, small, tmp_path / "one", engine=no_engine()).errors == []


def test_a_folder_begun_with_another_secret_is_refused(tmp_path: Path, small: Master) -> None:
    found = hand_in(tmp_path / "in", *NAMES)
    grade(found, small, tmp_path / "out")
    with pytest.raises(SecretError, match=r"was begun with another secret than that in .*shared\. Name another folder"):
        grade(found, small, tmp_path / "out", secret_file=tmp_path / "shared")


def test_a_shard_without_submissions_is_done_at_once(tmp_path: Path, small: Master) -> None:
    result = grade([], small, tmp_path / "out", engine=no_engine(), shard=Shard(2, 9))
    assert result.verdicts == []
    assert (tmp_path / "out" / "index.html").is_file()
    assert (tmp_path / "out" / "grades.csv").read_text().startswith("submission,")
