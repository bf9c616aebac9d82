"""The unit of work: one submission in, everything that is written about it out.

It depends on nothing but its argument and the code, and touches no file of the class, so any `Executor` may run it in
this process or on another machine, twice if need be.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from autograder.assignment import Assignment
from autograder.grading import PRELOAD, Grader
from autograder.judges import Judges
from autograder.sandbox.confine import Confinement
from autograder.sandbox.preflight import preflight
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from instructor.errors import CommandError
from instructor.evidence import Kept, pack
from instructor.stamps import Stamps


@dataclass(frozen=True)
class Release:
    """What is the same for a whole class.

    Attributes:
        assignment: questions, checks and limits.
        secret: from which, with a submission's hash, its inputs are drawn.
        mark: the fingerprint of all that a result depends on besides the submission.
        confinement: how students' code is shut in.
    """

    assignment: Assignment
    secret: bytes
    mark: str
    confinement: Confinement


@dataclass(frozen=True)
class Graded:
    """What is written about one submission: the verdict, the student's page, the packed evidence (or none)."""

    verdict: dict[str, Any]
    page: str
    evidence: bytes = b""


def grade_submission(submission: Submission, release: Release) -> Graded:
    """Grade one submission with the warm process of this process, which the first call starts.

    Raises:
        CommandError: students' code cannot be shut in here, or the code here is not the one that asked.
    """
    stamps = _stamps(release.assignment, release.secret)
    if stamps.grader != release.mark:
        raise CommandError(
            "A worker has another version of gradlab, Keras, NumPy, TensorFlow or Python than this command. Install the same"
            " versions in both places."
        )
    grader = OWN_WARM_PROCESS.grader(release.assignment, release.secret, release.confinement)
    # With Matplotlib: an unchanged class does without, and the warm process has its own imports to do meanwhile.
    from autograder.faces.html_feedback import feedback_html

    examined = grader.examine(submission)
    evidence = examined.evidence and pack(Kept(submission, examined.evidence, examined.verdict["isolation"]))
    verdict = stamps.on(examined.verdict, evidence)
    return Graded(verdict, feedback_html(verdict), evidence)


class OwnWarmProcess:
    """The warm process of this process, and its judges: started when they are first needed. Safe with threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._warm: WarmProcess | None = None
        self._judges: Judges | None = None
        self._tried: set[Confinement] = set()

    def grader(self, assignment: Assignment, secret: bytes, confinement: Confinement) -> Grader:
        """A grader with the warm process and its judges, once it is known that `confinement` holds.

        Raises:
            CommandError: an escape succeeded and nobody has said that this is acceptable.
        """
        with self._lock:
            if self._warm is None or self._judges is None:
                self._warm = WarmProcess(preload=PRELOAD)  # which imports while the escape is tried
                self._judges = Judges(self._warm)
            if confinement not in self._tried:
                refuse_weak_isolation(confinement)
                self._tried.add(confinement)
            return Grader(assignment, secret, self._warm, confinement, judges=self._judges)

    def close(self) -> None:
        """End it at once, with every child that still runs; the next task starts another."""
        with self._lock:
            if self._judges is not None:
                self._judges.close()
            if self._warm is not None:
                self._warm.close()
            self._warm = self._judges = None
            self._tried.clear()


OWN_WARM_PROCESS = OwnWarmProcess()
atexit.register(OWN_WARM_PROCESS.close)


def refuse_weak_isolation(confinement: Confinement) -> None:
    """Try to escape before anybody else does.

    Raises:
        CommandError: an escape succeeded and nobody has said that this is acceptable.
    """
    report = preflight(hide=confinement.hide)
    if not report.holds and not confinement.allow_process_only:
        through = ", ".join(
            f"{probe.name} ({probe.detail})" if probe.detail else probe.name
            for probe in report.probes
            if not probe.held
        )
        raise CommandError(
            f"Students' code cannot be shut in on this machine (not stopped: {through}). See `gradlab doctor`; grade in a"
            " Docker container or on Linux, or add --allow-weak-isolation if you trust every submission."
        )


_stamps = lru_cache(maxsize=8)(Stamps.of)
