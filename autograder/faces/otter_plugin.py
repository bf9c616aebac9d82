"""`otter run` with our engine: otter executes an empty notebook, and reports what the engine found.

otter's own way runs the student's code, the tests and the scores in one process, and unpickles a log that a student may
have written. With this plugin, otter's process and kernel never see a line of the submission.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
from otter.plugins import AbstractOtterPlugin

from autograder.faces.otter_results import grading_results
from autograder.faces.release_files import read_release_files
from autograder.grading import PRELOAD, Grader
from autograder.sandbox.confine import Confinement
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission

ALLOW_WEAK = "GRADLAB_ALLOW_WEAK_ISOLATION"
"""Set to 1, this environment variable lets `otter run` grade where only a process boundary is possible."""


class GradlabPlugin(AbstractOtterPlugin):  # type: ignore[misc]  # otter ships no types
    """Replaces otter's execution by the engine; its settings stand in `otter_config.json`."""

    def before_grading(self, config: Any) -> None:
        """Grade the submission, and clear its folder of everything that otter would read, import or unpickle."""
        path = Path(self.submission_path)
        submission = Submission(path.name, path.read_bytes())
        for entry in os.scandir(path.parent):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
        (path.parent / "tests").mkdir()
        nbformat.write(_nothing(), path) if path.suffix == ".ipynb" else path.write_text("")
        config.grade_from_log = False
        config.pdf, config.token = False, None
        grading_folder = path.parents[1]
        self._verdict = _grade(submission, grading_folder)

    def before_execution(self, submission: Any) -> Any:
        """What otter executes in place of the submission: nothing."""
        return _nothing()

    def after_grading(self, results: Any) -> None:
        """Fill otter's results with ours; each question has exactly our score."""
        ours = grading_results(self._verdict)
        results.results, results.output = ours.results, ours.output
        results._catastrophic_error = ours.catastrophic_error

    def generate_report(self) -> str:
        """A few lines for the terminal."""
        verdict = self._verdict
        return f"Graded by gradlab: {verdict['status']}. {verdict['detail']}\nIsolation: {verdict['isolation']}"


def _grade(submission: Submission, folder: Path) -> dict[str, Any]:
    release = read_release_files(folder / "source")
    confinement = Confinement(hide=(str(folder),), allow_process_only=os.environ.get(ALLOW_WEAK) == "1")
    with WarmProcess(preload=PRELOAD) as warm:
        return Grader(release.assignment, release.secret, warm, confinement).grade(submission)


def _nothing() -> Any:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(metadata=kernel)
