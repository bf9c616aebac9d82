"""Grade a class: every submission through the engine, every result on disk before the next one is announced."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.faces.grades_csv import grades_csv
from autograder.faces.html_feedback import feedback_html
from autograder.grading import PRELOAD, Grader
from autograder.registry import graded_checks
from autograder.sandbox.confine import Confinement
from autograder.sandbox.preflight import preflight
from autograder.sandbox.warm import WarmProcess
from autograder.store import read_json, secret_of, write_json, write_whole
from instructor.class_page import class_page
from instructor.collect import Found
from instructor.errors import CommandError
from instructor.evidence import Kept, keep
from instructor.fingerprint import fingerprint
from instructor.master import Master

MEMORY_PER_JOB_MB = 700
"""A worker and a judge at their peak, measured with the reference answers, with room to spare."""

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
        return [
            verdict
            for verdict in self.verdicts
            if verdict["status"] == "error"
            or any(
                check["state"] == "internal_error"
                for question in verdict["questions"].values()
                for check in question["checks"]
            )
        ]


def grade_class(
    submissions: Sequence[Found],
    master: Master,
    folder: Path,
    *,
    jobs: int,
    announce: Announce,
    allow_process_only: bool = False,
) -> GradedClass:
    """Grade `submissions` into `folder`: results/, feedback/, grades.csv and index.html.

    A submission whose result is there already, for the same bytes and the same checks, is not graded again.
    """
    secret = secret_of(folder / ".secret")
    mark = fingerprint(master.assignment, secret)
    confinement = Confinement(
        hide=(str(folder.resolve()), str(master.folder.resolve())), allow_process_only=allow_process_only
    )
    verdicts: dict[str, dict[str, Any]] = {}
    todo: list[Found] = []
    for found in submissions:
        kept = _kept(found, folder, mark)
        if kept is None:
            todo.append(found)
        else:
            verdicts[found.stem] = kept
            announce(kept, True)
    if todo:
        for question in master.assignment.questions:
            graded_checks(question)  # a slip in assignment.toml is said once, here, and not for every submission
        _refuse_weak_isolation(confinement)
        with WarmProcess(preload=PRELOAD) as warm, ThreadPoolExecutor(max_workers=jobs) as pool:
            grader = Grader(master.assignment, secret, warm, confinement)
            futures: dict[Future[dict[str, Any]], Found] = {
                pool.submit(_grade_one, grader, found, folder, mark): found for found in todo
            }
            try:
                for future in as_completed(futures):
                    verdicts[futures[future].stem] = future.result()
                    announce(future.result(), False)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                warm.close()  # ends what is being graded at once; its result is missing and is made next time
                raise
    ordered = [verdicts[found.stem] for found in submissions]
    write_class_files(ordered, [found.stem for found in submissions], master, folder)
    return GradedClass(ordered, folder)


def write_class_files(verdicts: Sequence[dict[str, Any]], stems: Sequence[str], master: Master, folder: Path) -> None:
    """Write what is about the class as a whole."""
    links = {verdict["submission"]: f"feedback/{stem}.html" for verdict, stem in zip(verdicts, stems, strict=True)}
    write_whole(folder / "grades.csv", grades_csv(verdicts))
    page = class_page(list(verdicts), master.assignment.title, links)
    write_whole(folder / "index.html", page)


def default_jobs() -> int:
    """As many submissions at once as cores and free memory carry."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        import psutil

        memory = psutil.virtual_memory().available // (MEMORY_PER_JOB_MB * 1024 * 1024)
    except ImportError:
        memory = cores
    return max(1, min(cores, int(memory)))


def _refuse_weak_isolation(confinement: Confinement) -> None:
    """Try to escape before anybody else does.

    Raises:
        CommandError: an escape succeeded and nobody has said that this is acceptable.
    """
    report = preflight(hide=confinement.hide)
    if not report.holds and not confinement.allow_process_only:
        through = ", ".join(probe.name for probe in report.probes if not probe.held)
        raise CommandError(
            f"Students' code cannot be shut in on this machine (not stopped: {through}). See `gradlab doctor`; grade in a"
            " Docker container or on Linux, or add --allow-weak-isolation if you trust every submission."
        )


def _grade_one(grader: Grader, found: Found, folder: Path, mark: str) -> dict[str, Any]:
    submission = found.read()
    examined = grader.examine(submission)
    verdict = examined.verdict | {"grader": mark}
    if verdict["status"] != "error":  # an error of ours is tried again next time
        if examined.evidence:
            keep(folder / "evidence" / f"{found.stem}.bin", Kept(submission, examined.evidence, verdict["isolation"]))
        write_json(folder / "results" / f"{found.stem}.json", verdict)
    write_whole(folder / "feedback" / f"{found.stem}.html", feedback_html(verdict))
    return verdict


def _kept(found: Found, folder: Path, mark: str) -> dict[str, Any] | None:
    verdict = read_json(folder / "results" / f"{found.stem}.json")
    if not isinstance(verdict, dict) or verdict.get("grader") != mark or verdict.get("submission") != found.name:
        return None
    if not (folder / "feedback" / f"{found.stem}.html").is_file():
        return None
    return verdict if verdict.get("sha256") == found.read().sha256 else None
