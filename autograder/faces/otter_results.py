"""A verdict as otter-grader's `GradingResults`: for `otter run`, and as the pickle that `otter grade` reads.

Nothing that a student wrote is unpickled here or by otter: the pickle is made from a verdict, which is plain data.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dill
from otter.test_files import GradingResults
from otter.test_files.abstract_test import TestCase, TestCaseResult
from otter.test_files.exception_test import ExceptionTestFile

from autograder.faces.plain_text import paragraphs, points, visible


class GradingFailed(Exception):
    """Grading failed through an error of ours; otter shows it in place of a score."""


def grading_results(verdict: Mapping[str, Any]) -> GradingResults:
    """The verdict as otter's results: a test file for each question, a test case for each check.

    Each question has exactly our score, partial credit included. When grading failed as a whole through an error of
    ours, otter's results say so (`has_catastrophic_failure`) instead of showing a zero.
    """
    if verdict["status"] == "error":
        return GradingResults.without_results(GradingFailed(verdict["detail"] or "Grading failed."))
    results = GradingResults([_test_file(name, question) for name, question in verdict["questions"].items()])
    results.set_output(summary(verdict))
    return results


def summary(verdict: Mapping[str, Any]) -> str:
    """The score, and a sentence about the submission as a whole where there is something to say."""
    said = [f"{points(verdict['score'])} of {points(verdict['max_score'])} points.", *paragraphs(verdict["detail"])]
    return "\n\n".join(said)


def _test_file(name: str, question: Mapping[str, Any]) -> ExceptionTestFile:
    cases = [
        TestCase(
            name=visible(check["title"]),
            body="",  # the check's code stays with us: otter shows it to students once hidden tests are published
            hidden=check["visibility"] == "hidden",
            points=check["max_score"],
            success_message=None,
            failure_message=None,
        )
        for check in question["checks"]
    ]
    made = ExceptionTestFile(name=name, path=f"{name}.py", test_cases=cases, all_or_nothing=False)
    made.test_case_results = [
        TestCaseResult(test_case=case, message=_message(check), passed=check["state"] == "passed")
        for case, check in zip(cases, question["checks"], strict=True)
    ]
    made.update_score(question["score"])
    return made


def _message(check: Mapping[str, Any]) -> str:
    earned = f"{points(check['score'])} of {points(check['max_score'])} points."
    return "\n\n".join([earned, *paragraphs(check["message"])])


def main() -> None:
    """Write the pickle of a verdict: JSON on standard input, the pickle's path as the only argument."""
    target = Path(sys.argv[1])
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(dill.dumps(grading_results(json.load(sys.stdin))))
    beside.replace(target)


if __name__ == "__main__":
    main()
