"""Judge a graded class again by today's checks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from autograder.faces.html_feedback import feedback_html
from autograder.grading import PRELOAD, Grader
from autograder.registry import graded_checks
from autograder.sandbox.confine import Confinement
from autograder.sandbox.warm import WarmProcess
from autograder.store import read_json, secret_of, write_json, write_whole
from instructor.engines import default_jobs
from instructor.errors import CommandError
from instructor.evidence import recall
from instructor.fingerprint import fingerprint
from instructor.grade import write_class_files
from instructor.master import Master
from instructor.moves import Move, move_between


def regrade_class(folder: Path, master: Master, *, dry_run: bool) -> tuple[list[Move], int]:
    """Judge all evidence in `folder` again.

    Returns:
        The submissions that moved, and how many were judged.

    Raises:
        CommandError: `folder` holds no evidence, or evidence that is damaged.
    """
    paths = sorted((folder / "evidence").glob("*.bin"))
    if not paths:
        raise CommandError(f"There is no evidence in {folder}. `gradlab grade ... --out {folder}` writes it.")
    for question in master.assignment.questions:
        graded_checks(question)
    secret = secret_of(folder / ".secret")
    mark = fingerprint(master.assignment, secret)
    with WarmProcess(preload=PRELOAD) as warm, ThreadPoolExecutor(default_jobs()) as pool:
        grader = Grader(master.assignment, secret, warm, Confinement())

        def judge(path: Path) -> tuple[dict[str, Any], Move | None]:
            kept = recall(path)
            verdict = grader.judge_again(kept.submission, kept.evidence, kept.isolation) | {"grader": mark}
            old = read_json(folder / "results" / f"{path.stem}.json")
            if not dry_run and verdict["status"] != "error":
                write_json(folder / "results" / f"{path.stem}.json", verdict)
                write_whole(folder / "feedback" / f"{path.stem}.html", feedback_html(verdict))
            return verdict, move_between(old, verdict) if isinstance(old, dict) else None

        judged = list(pool.map(judge, paths))
    if not dry_run:
        _rewrite_class_files(folder, master)
    return [move for _, move in judged if move is not None], len(judged)


def _rewrite_class_files(folder: Path, master: Master) -> None:
    """The class as a whole, with those submissions too that left no evidence (unreadable ones)."""
    stems = sorted(path.stem for path in (folder / "results").glob("*.json"))
    verdicts = [read_json(folder / "results" / f"{stem}.json") for stem in stems]
    pairs = [(verdict, stem) for verdict, stem in zip(verdicts, stems, strict=True) if isinstance(verdict, dict)]
    write_class_files([verdict for verdict, _ in pairs], [stem for _, stem in pairs], master, folder)
