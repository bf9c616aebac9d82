"""Judge a graded class again by today's checks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.faces.html_feedback import feedback_html
from autograder.grading import PRELOAD, Grader
from autograder.registry import graded_checks
from autograder.sandbox.confine import Confinement
from autograder.sandbox.warm import WarmProcess
from autograder.store import read_json
from instructor.alone import alone_in
from instructor.class_folder import ClassFolder
from instructor.engines import default_jobs
from instructor.errors import CommandError
from instructor.evidence import recall
from instructor.fingerprint import fingerprint
from instructor.grade import write_class_files
from instructor.master import Master
from instructor.moves import Move, move_between
from instructor.unit import Graded


def regrade_class(path: Path, master: Master, *, dry_run: bool, say: Callable[[str], None]) -> tuple[list[Move], int]:
    """Judge all evidence in the class folder `path` again. `say` gets a sentence when another command is at work there.

    Returns:
        The submissions that moved, and how many were judged.

    Raises:
        CommandError: `path` holds no evidence, or evidence that is damaged.
        NotWritten: `path` cannot be written to.
    """
    kept = sorted((path / "evidence").glob("*.bin"))
    if not kept:
        raise CommandError(f"There is no evidence in {path}. `gradlab grade ... --out {path}` writes it.")
    for question in master.assignment.questions:
        graded_checks(question)
    with alone_in(path, say):
        moves = _judge_again(ClassFolder(path), kept, master, dry_run)
        if not dry_run:
            _rewrite_class_files(path, master)
    return moves, len(kept)


def _judge_again(folder: ClassFolder, kept: list[Path], master: Master, dry_run: bool) -> list[Move]:
    secret = folder.secret_for(None)
    mark = fingerprint(master.assignment, secret)
    with WarmProcess(preload=PRELOAD) as warm, ThreadPoolExecutor(default_jobs()) as pool:
        grader = Grader(master.assignment, secret, warm, Confinement())

        def judge(path: Path) -> Move | None:
            known = recall(path)
            verdict = grader.judge_again(known.submission, known.evidence, known.isolation) | {"grader": mark}
            old = read_json(folder.result(path.stem))
            if not dry_run and verdict["status"] != "error":  # after an error of ours the old result stands
                folder.save(path.stem, Graded(verdict, feedback_html(verdict)))
            return move_between(old, verdict) if isinstance(old, dict) else None

        return [move for move in pool.map(judge, kept) if move is not None]


def _rewrite_class_files(folder: Path, master: Master) -> None:
    """The class as a whole, with those submissions too that left no evidence (unreadable ones)."""
    stems = sorted(path.stem for path in (folder / "results").glob("*.json"))
    verdicts = [read_json(folder / "results" / f"{stem}.json") for stem in stems]
    pairs = [(verdict, stem) for verdict, stem in zip(verdicts, stems, strict=True) if isinstance(verdict, dict)]
    write_class_files([verdict for verdict, _ in pairs], [stem for _, stem in pairs], master, folder)
