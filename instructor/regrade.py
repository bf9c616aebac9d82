"""Judge a graded class again by today's checks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.faces.html_feedback import feedback_html
from autograder.grading import PRELOAD
from autograder.judges import Judges
from autograder.registry import graded_checks
from autograder.rejudge import judge_again, points_again
from autograder.sandbox.warm import WarmProcess
from autograder.store import read_json, write_json
from instructor.alone import alone_in
from instructor.class_folder import ClassFolder
from instructor.engines import default_jobs
from instructor.errors import CommandError
from instructor.evidence import recall
from instructor.grade import write_class_files
from instructor.master import Master
from instructor.moves import Move, move_between
from instructor.stamps import Stamps
from instructor.unit import Graded

Show = Callable[[Iterable["Again"], int], Iterable["Again"]]
"""Shows how far an iterable of so many is."""


@dataclass(frozen=True)
class Again:
    """What became of one submission.

    Attributes:
        submission: its name.
        move: None where no check's state or points changed.
        judged: how many of its questions were judged; the others still hold.
        failure: why it could not be judged, "" where it could; its old result stands then.
    """

    submission: str
    move: Move | None = None
    judged: int = 0
    failure: str = ""


def regrade_class(
    path: Path, master: Master, *, dry_run: bool, say: Callable[[str], None], show: Show = lambda results, _: results
) -> list[Again]:
    """Judge the evidence in the class folder `path` again, where the verdict on it may have changed.

    `say` gets a sentence when another command is at work there.

    Raises:
        CommandError: `path` holds no evidence, or evidence that is damaged.
        NotWritten: `path` cannot be written to.
    """
    kept = sorted((path / "evidence").glob("*.bin"))
    if not kept:
        raise CommandError(f"There is no evidence in {path}. `gradlab grade ... --out {path}` writes it.")
    for question in master.assignment.questions:
        graded_checks(question)
    with alone_in(path, say), _Regrade(ClassFolder(path), master, dry_run) as regrade:
        results = list(show(regrade.of(kept), len(kept)))
        if not dry_run:
            _rewrite_class_files(ClassFolder(path), master)
    return results


class _Regrade(ExitStack):
    """Judges around one warm process; what is never needed is never started."""

    def __init__(self, folder: ClassFolder, master: Master, dry_run: bool) -> None:
        super().__init__()
        self._folder, self._assignment, self._dry_run = folder, master.assignment, dry_run
        self._secret = folder.secret_for(None)
        self._stamps = Stamps.of(self._assignment, self._secret)
        self._lock = threading.Lock()
        self._judges: Judges | None = None

    def of(self, evidence: list[Path]) -> Iterator[Again]:
        with _threads(default_jobs()) as pool:
            yield from pool.map(self._one, evidence)

    def _one(self, path: Path) -> Again:
        evidence, old = path.read_bytes(), read_json(self._folder.result(path.stem))
        old = old if isinstance(old, dict) else {"questions": {}}
        names = [question.name for question in self._assignment.questions]
        kept = {name: old["questions"][name] for name in self._stamps.still_hold(old, evidence) if name in names}
        if set(kept) == set(old["questions"]) == set(names):
            verdict = points_again(old, self._assignment)
        else:
            known = recall(path, evidence)
            with self._some_judges().one() as judge:
                verdict = judge_again(
                    known.submission, self._assignment, self._secret, known.evidence, known.isolation, kept, judge
                )
        if verdict["status"] == "error":
            return Again(verdict["submission"], failure=" ".join(verdict["observations"]))
        verdict = self._stamps.on(verdict, evidence)
        if not self._dry_run:
            self._save(path.stem, old, verdict)
        move = move_between(old, verdict) if "score" in old else None
        return Again(verdict["submission"], move, len(names) - len(kept))

    def _save(self, stem: str, old: dict[str, Any], verdict: dict[str, Any]) -> None:
        same_page = self._stamps.is_page_of(old) and self._folder.feedback(stem).is_file()
        if not same_page or _on_the_page(old) != _on_the_page(verdict):
            self._folder.save(stem, Graded(verdict, feedback_html(verdict)))
        elif {**old, "seconds": 0} != {**verdict, "seconds": 0}:
            write_json(self._folder.result(stem), verdict)

    def _some_judges(self) -> Judges:
        with self._lock:
            if self._judges is None:
                self._judges = self.enter_context(Judges(self.enter_context(WarmProcess(preload=PRELOAD))))
            return self._judges


@contextmanager
def _threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """A pool that begins nothing more once its block raises."""
    with ThreadPoolExecutor(count) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _on_the_page(verdict: dict[str, Any]) -> dict[str, Any]:
    """What of a verdict a student's page may show."""
    return {key: value for key, value in verdict.items() if key not in ("seconds", "grader", "stamps", "observations")}


def _rewrite_class_files(folder: ClassFolder, master: Master) -> None:
    """The class as a whole, with those submissions too that left no evidence (unreadable ones), unless it is as it was."""
    stems = sorted(path.stem for path in (folder.path / "results").glob("*.json"))
    batch, pages = folder.batch(), folder.digest(stems, master.assignment.title)
    if batch is not None and batch.pages == pages and folder.has_class_files:
        return
    verdicts = [read_json(folder.result(stem)) for stem in stems]
    pairs = [(verdict, stem) for verdict, stem in zip(verdicts, stems, strict=True) if isinstance(verdict, dict)]
    write_class_files([verdict for verdict, _ in pairs], [stem for _, stem in pairs], master, folder.path)
    if batch is not None:
        folder.finish(replace(batch, pages=pages))
