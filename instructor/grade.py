"""Grade a class: every submission through an engine, every result on disk before the next one is announced."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.faces.grades_csv import grades_csv
from autograder.registry import graded_checks
from autograder.sandbox.confine import Confinement
from autograder.store import write_whole
from autograder.unanswered import verdict_of_our_failure
from instructor.alone import alone_in
from instructor.class_folder import Batch, ClassFolder, error_of_ours
from instructor.class_page import class_page
from instructor.collect import Found, places_of
from instructor.fingerprint import fingerprint
from instructor.master import Master
from instructor.shard import WHOLE, Shard
from instructor.similar_in_class import similar_in_class
from instructor.spread import Engine, spread
from instructor.unit import Graded, Release, grade_submission

Announce = Callable[[dict[str, Any], bool], None]
"""Called for each verdict once it is on disk; the flag says whether it was kept from an earlier run."""


@dataclass(frozen=True)
class GradedClass:
    """What `grade_class` wrote."""

    verdicts: list[dict[str, Any]]
    folder: Path

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Verdicts that are missing through an error of ours."""
        return [verdict for verdict in self.verdicts if error_of_ours(verdict)]


def grade_class(
    submissions: Sequence[Found],
    master: Master,
    out: Path,
    *,
    engine: AbstractContextManager[Engine],
    announce: Announce,
    say: Callable[[str], None],
    shard: Shard = WHOLE,
    secret_file: Path | None = None,
    allow_process_only: bool = False,
) -> GradedClass:
    """Grade `submissions` into `out`: results/, feedback/, evidence/, grades.csv and index.html.

    A submission whose result is there already, for the same bytes and the same checks, is not graded again. `engine` is
    entered only when there is something to grade. `say` gets a sentence when another command is at work in `out`.
    `shard` says which part of the class these submissions are, `secret_file` what all parts have in common.

    Raises:
        GradlabError: a file cannot be read or written, or students' code cannot be shut in.
    """
    with alone_in(out, say):
        folder = ClassFolder(out)
        private = [out, master.folder, *([secret_file] if secret_file else []), *places_of(submissions)]
        release = _release(folder, master, secret_file, private, allow_process_only)
        batch = Batch(
            master.assignment.name, release.mark, str(shard), {found.stem: found.name for found in submissions}
        )
        before = folder.batch()
        folder.begin(batch)
        verdicts: dict[str, dict[str, Any]] = {}
        for found in submissions:
            if (kept := folder.kept(found, release.mark)) is not None:
                verdicts[found.stem] = kept
                announce(kept, True)
        todo = [found for found in submissions if found.stem not in verdicts]
        if todo:
            for question in master.assignment.questions:
                graded_checks(question)  # a slip in assignment.toml is said once, here, and not for every submission
            if len(submissions) > 1:
                _import_meanwhile("sklearn.feature_extraction.text")
            with engine as entered:
                for found, graded in _graded(entered, todo, release):
                    folder.save(found.stem, graded)
                    verdicts[found.stem] = graded.verdict
                    announce(graded.verdict, False)
        ordered = [verdicts[found.stem] for found in submissions]
        pages = folder.digest(list(batch.submissions), master.assignment.title)
        if not pages or before is None or before.pages != pages or not folder.has_class_files:
            write_class_files(ordered, list(batch.submissions), master, out)
        folder.finish(replace(batch, pages=pages))
    return GradedClass(ordered, out)


def write_class_files(verdicts: Sequence[dict[str, Any]], stems: Sequence[str], master: Master, folder: Path) -> None:
    """Write what is about the class as a whole."""
    links = {verdict["submission"]: f"feedback/{stem}.html" for verdict, stem in zip(verdicts, stems, strict=True)}
    write_whole(folder / "grades.csv", grades_csv(verdicts))
    names = {stem: verdict["submission"] for verdict, stem in zip(verdicts, stems, strict=True)}
    similar = [
        (names[pair.first], names[pair.second], pair.similarity)
        for pair in similar_in_class(ClassFolder(folder), stems, master)
    ]
    page = class_page(list(verdicts), master.assignment.title, links, similar)
    write_whole(folder / "index.html", page)


def _import_meanwhile(name: str) -> None:
    """Import what the class page needs (`similar_code`) while the warm process imports TensorFlow on another core."""
    threading.Thread(target=importlib.import_module, args=(name,)).start()


def _release(
    folder: ClassFolder, master: Master, secret_file: Path | None, private: Sequence[Path], allow_process_only: bool
) -> Release:
    secret = folder.secret_for(secret_file)
    confinement = Confinement(tuple(str(path.resolve()) for path in private), allow_process_only=allow_process_only)
    return Release(master.assignment, secret, fingerprint(master.assignment, secret), confinement)


def _graded(engine: Engine, todo: Sequence[Found], release: Release) -> Iterator[tuple[Found, Graded]]:
    def start(executor: Executor, found: Found) -> Future[Graded]:
        return executor.submit(grade_submission, found.read(), release)

    for found, result in spread(engine, todo, start):
        if isinstance(result, str):
            from autograder.faces.html_feedback import feedback_html  # with Matplotlib; an unchanged class does without

            verdict = verdict_of_our_failure(found.read(), release.assignment, f"No worker came back: {result}", 0.0)
            result = Graded(verdict | {"grader": release.mark}, feedback_html(verdict))
        yield found, result
