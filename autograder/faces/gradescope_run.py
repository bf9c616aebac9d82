"""Grade inside Gradescope's or otter grade's container; started by `run_autograder`, as root, once per submission.

Whatever happens, `results/results.json` is valid and holds what was earned so far: it is written before anything else,
again after each question, always beside and renamed, and a deadline of our own comes before the platform's.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.errors import GradlabError
from autograder.faces import container
from autograder.faces.gradescope import earlier_submission, failed_results, gradescope_results
from autograder.faces.plain_text import points
from autograder.faces.release_files import read_release_files
from autograder.faces.step_by_step import grade_step_by_step
from autograder.grading import PRELOAD, Grader
from autograder.sandbox.confine import Confinement
from autograder.sandbox.limits import Limits
from autograder.sandbox.uid import close_to_others
from autograder.sandbox.warm import WarmProcess
from autograder.store import write_whole
from autograder.submission import Submission

DEADLINE_SECONDS = 480.0
"""Gradescope ends the container after 10 minutes by default, and then shows nothing of what was graded."""

_INTERRUPTED = (
    "Grading was interrupted before a part was graded. That is not your fault: hand in again, and ask your teaching staff"
    " if it happens twice."
)


class Interrupted(Exception):
    """The deadline has passed, or the platform asks us to end."""


def main(root: Path) -> int:
    """Grade what lies in `root`/submission. Exit status 0, or 1 after an error of ours (in words in the results)."""
    run = _Run(root)
    try:
        with _deadline():
            run.grade()
    except Interrupted:
        print("The deadline passed; what was graded before it stands.")
    except GradlabError as error:
        run.write(failed_results(str(error)))
        print(error)
    except Exception as error:  # the last line of defence: students get a sentence, staff the reason
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        run.failed = True
    finally:
        run.finish()
    return 1 if run.failed else 0


class _Run:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.results = root / "results"
        self.remarks: list[str] = []
        self.leaderboard = self.failed = False
        self.verdict: dict[str, Any] | None = None
        self.write(failed_results(_INTERRUPTED))

    def grade(self) -> None:
        release = read_release_files(self.root / "source")
        self.leaderboard = bool(release.settings.get("leaderboard", False))
        submission = find_submission(self.root / "submission")
        memory = container.memory_mb()
        self.remarks = container.too_small(memory, container.cpus())
        private = [str(self.root / name) for name in ("source", "submission", "results", "submission_metadata.json")]
        if os.geteuid() == 0:
            close_to_others(private)  # our packages are closed when the image is built
        limits = Limits(memory_mb=container.memory_for_answers_mb(memory))
        confinement = Confinement(hide=tuple(path for path in private if os.path.exists(path)))
        with WarmProcess(preload=PRELOAD) as warm:
            grader = Grader(release.assignment, release.secret, warm, confinement, limits)
            grade_step_by_step(grader, submission, self.report)

    def report(self, verdict: dict[str, Any]) -> None:
        """Keep a verdict, finished or not, and put it on disk."""
        self.verdict = verdict
        self.write(gradescope_results(verdict, remarks=self.remarks, pictures=False))

    def finish(self) -> None:
        """Write the results with pictures, and the pickle where `otter grade` waits for it."""
        if self.verdict is None:
            return
        self.remarks += earlier_submission(_metadata(self.root), self.verdict)
        self.write(gradescope_results(self.verdict, remarks=self.remarks, leaderboard=self.leaderboard))
        _for_staff(self.verdict)
        pickle = self.results / "results.pkl"
        if pickle.exists():  # otter grade puts an empty one there; on Gradescope nobody reads one
            # In a process of its own: otter takes 120 MB, and a failure there must not cost the results.
            command = [sys.executable, "-m", "autograder.faces.otter_results", str(pickle)]
            done = subprocess.run(command, input=json.dumps(self.verdict), text=True, check=False, cwd="/")
            self.failed |= done.returncode != 0

    def write(self, results: dict[str, Any]) -> None:
        """Replace results.json in one step."""
        write_whole(self.results / "results.json", json.dumps(results, allow_nan=False))


def find_submission(folder: Path) -> Submission:
    """The one notebook (or else script, or else zip) in a folder and the folders below it.

    Raises:
        GradlabError: there is none, or more than one.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    seen = [path for path in files if not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)]
    for ending in (".ipynb", ".py", ".zip"):
        found = [path for path in seen if path.suffix.lower() == ending]
        if len(found) > 1:
            names = ", ".join(str(path.relative_to(folder)) for path in found[:5])
            raise GradlabError(
                f"There are {len(found)} files that could be your notebook ({names}). Hand in exactly one."
            )
        if found:
            return Submission(str(found[0].relative_to(folder)), found[0].read_bytes())
    raise GradlabError("There is no notebook in what you handed in. Hand in the file that ends in .ipynb.")


def _metadata(root: Path) -> dict[str, Any]:
    """Gradescope's metadata; empty where it is missing or has no bytes, as in otter grade's image."""
    try:
        data = json.loads((root / "submission_metadata.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _for_staff(verdict: dict[str, Any]) -> None:
    """A few lines for the platform's log, which students do not see unless staff say so."""
    print(f"{verdict['status']}: {points(verdict['score'])} of {points(verdict['max_score'])}, {verdict['seconds']} s")
    print(f"Isolation: {verdict['isolation']}")
    for observation in verdict["observations"]:
        print(ascii(observation))


@contextlib.contextmanager
def _deadline() -> Iterator[None]:
    """Raise Interrupted inside the block when time is up, or when the platform ends the container."""

    def interrupt(_signal: int, _frame: object) -> None:
        raise Interrupted

    seconds = float(os.environ.get("GRADLAB_DEADLINE_SECONDS", DEADLINE_SECONDS))
    signal.signal(signal.SIGALRM, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second or two are left for the results


if __name__ == "__main__":
    sys.exit(main(Path(os.environ.get("GRADLAB_ROOT", "/autograder"))))
