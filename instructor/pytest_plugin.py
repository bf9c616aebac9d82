"""`pytest --submission alice.ipynb --assignment lab`: every check of a submission as one test, for a TA who debugs.

A plugin that pytest loads in every run of this environment. Without ``--submission`` it does nothing and imports nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gradlab", "grading a submission, each check as a test")
    group.addoption(
        "--submission",
        action="append",
        default=[],
        metavar="PATH",
        help="A notebook, a zip or a folder of them; may be given again. Tests of this folder are not run then.",
    )
    group.addoption("--assignment", metavar="NAME", help="Name or folder of the assignment.")
    group.addoption(
        "--allow-weak-isolation",
        action="store_true",
        help="Grade even where only a process boundary protects this machine from the students' code.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Show checks instead of collecting tests where there is a submission.

    Raises:
        pytest.UsageError: what was given cannot be graded.
    """
    submissions, assignment = config.getoption("submission"), config.getoption("assignment")
    if not submissions:
        if assignment:
            raise pytest.UsageError("--assignment goes with --submission; name the notebook too.")
        return
    if not assignment:
        raise pytest.UsageError("--submission needs to know its assignment; add --assignment NAME, such as lab.")
    if config.getoption("numprocesses", None):
        raise pytest.UsageError("A submission is graded once, in one place; leave out -n.")
    from autograder.errors import GradlabError
    from instructor.pytest_checks import SubmissionChecks

    try:
        checks = SubmissionChecks.of(map(Path, submissions), assignment, config.getoption("allow_weak_isolation"))
    except GradlabError as error:
        raise pytest.UsageError(str(error)) from error
    config.pluginmanager.register(checks, "gradlab-checks")
    config.args = [str(config.rootpath)]  # where `SubmissionChecks` is asked what there is to collect
