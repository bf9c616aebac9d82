"""The checks of submissions as pytest's tests: graded once each, in our sandbox, when the first of them is run."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import Assignment
from autograder.faces.plain_text import paragraphs, points, visible
from autograder.grading import Grader
from autograder.sandbox.confine import Confinement
from autograder.store import secret_of
from autograder.submission import Submission
from instructor.collect import collect, places_of
from instructor.errors import CommandError
from instructor.master import find
from instructor.unit import OWN_WARM_PROCESS


@dataclass
class Graded:
    """A submission and, once it was graded, its verdict."""

    path: Path
    submission: Submission
    verdict: dict[str, Any] | None = None


class SubmissionChecks:
    """pytest's hooks while submissions are graded. Inputs are drawn from the secret that releases hold, as on Gradescope."""

    def __init__(
        self, assignment: Assignment, secret: bytes, submissions: list[Graded], confinement: Confinement
    ) -> None:
        self.assignment = assignment
        self.submissions = submissions
        self._secret, self._confinement = secret, confinement

    @classmethod
    def of(cls, paths: Iterable[Path], assignment: str, allow_process_only: bool) -> SubmissionChecks:
        """For the notebooks and zips at `paths` or in folders there.

        Raises:
            GradlabError: a file or the assignment is not there or cannot be read.
        """
        master = find(assignment)
        found = collect(paths)
        private = tuple(str(path.resolve()) for path in (master.folder, *places_of(found)))
        confinement = Confinement(private, allow_process_only=allow_process_only)
        submissions = [Graded(one.path, one.read()) for one in found]
        return cls(master.assignment, secret_of(master.folder / ".secret"), submissions, confinement)

    def verdict_on(self, graded: Graded) -> dict[str, Any]:
        """The verdict, by the first call."""
        if graded.verdict is None:
            graded.verdict = self._grader().grade(graded.submission)
        return graded.verdict

    def _grader(self) -> Grader:
        return OWN_WARM_PROCESS.grader(self.assignment, self._secret, self._confinement)

    def pytest_report_header(self) -> str:
        return f"gradlab: {self.assignment.title}, {len(self.submissions)} submission(s)"

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        return _All.from_parent(parent, path=path, checks=self) if path == parent.config.rootpath else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Try to escape before any student's code does.

        Raises:
            pytest.UsageError: an escape succeeded.
        """
        if session.items and not session.config.option.collectonly:
            try:
                self._grader()
            except CommandError as error:
                raise pytest.UsageError(str(error)) from error

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped and isinstance(report.longrepr, tuple):
            *_, reason = report.longrepr  # from the submission, not from a line of this file
            report.longrepr = (item.nodeid.split("::")[0], None, reason)  # type: ignore[assignment]
        return report

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for graded in self.submissions:
            if (verdict := graded.verdict) is not None:
                said = f"{points(verdict['score'])} of {points(verdict['max_score'])} points, {verdict['status']}"
                terminalreporter.write_line(
                    " ".join([f"{visible(verdict['submission'])}: {said}.", *paragraphs(verdict["detail"])])
                )

    def pytest_unconfigure(self) -> None:
        OWN_WARM_PROCESS.close()


class _All(pytest.Directory):
    """What there is to collect: the submissions, whatever else lies in the folder."""

    def __init__(self, *, checks: SubmissionChecks, **about: Any) -> None:
        super().__init__(**about)
        self._checks = checks

    def collect(self) -> Iterator[pytest.Collector]:
        for graded in self._checks.submissions:
            yield _OneSubmission.from_parent(self, path=graded.path, checks=self._checks, graded=graded)


class _OneSubmission(pytest.File):
    def __init__(self, *, checks: SubmissionChecks, graded: Graded, **about: Any) -> None:
        super().__init__(**about)
        self._checks, self._graded = checks, graded

    def collect(self) -> Iterator[pytest.Item]:
        for question in self._checks.assignment.questions:
            for entry in question.checks:
                yield _CheckItem.from_parent(self, name=f"{question.name}.{entry.name}", question=question.name)

    def verdict(self) -> dict[str, Any]:
        return self._checks.verdict_on(self._graded)


class _NotPassed(Exception):
    """Carries what there is to say; shown without a traceback."""


class _CheckItem(pytest.Item):
    """One check: passed, failed, skipped (not reached) or an error (ours)."""

    parent: _OneSubmission

    def __init__(self, *, question: str, **about: Any) -> None:
        super().__init__(**about)
        self._question = question
        self._check: dict[str, Any] = {}

    def setup(self) -> None:
        checks = self.parent.verdict()["questions"][self._question]["checks"]
        self._check = next(check for check in checks if check["id"] == self.name)
        if self._check["state"] == "not_reached":
            pytest.skip(" ".join(paragraphs(self._check["message"])))
        if self._check["state"] == "internal_error":
            raise _NotPassed(self._said())

    def runtest(self) -> None:
        if self._check["state"] != "passed":
            raise _NotPassed(self._said())
        self.add_report_section("call", "feedback", self._said())  # shown by -rP

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, _NotPassed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name

    def _said(self) -> str:
        check = self._check
        title = f"{visible(check['title'])} ({points(check['score'])} of {points(check['max_score'])} points)"
        return "\n\n".join([title, *paragraphs(check["message"])])
