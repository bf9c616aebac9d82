"""From the names in assignment.toml to the checks in the code. Importing a hidden check happens here and nowhere else."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from autograder.assignment import CheckEntry, Question
from autograder.errors import AssignmentError
from gradlab.checking.check import Check, checks_in

HIDDEN = "autograder.hidden"
PUBLIC = "gradlab.checking.public"


@dataclass(frozen=True)
class GradedCheck:
    """A check with its place in the assignment."""

    entry: CheckEntry
    check: Check


def graded_checks(question: Question) -> list[GradedCheck]:
    """The checks of a question in an order in which each follows the checks it needs.

    Raises:
        AssignmentError: a check is listed but not written, written but not listed, or under the wrong visibility.
    """
    written = {"public": _checks(PUBLIC, question.name), "hidden": _checks(HIDDEN, question.name)}
    listed = {visibility: [e.name for e in question.checks if e.visibility == visibility] for visibility in written}
    for visibility, checks in written.items():
        where = f"{PUBLIC if visibility == 'public' else HIDDEN}.{question.name}"
        if missing := sorted(set(listed[visibility]) - set(checks)):
            raise AssignmentError(
                f"assignment.toml lists {question.name}.{missing[0]} as {visibility}, but {where} has no such check."
            )
        if unlisted := sorted(set(checks) - set(listed[visibility])):
            raise AssignmentError(f"{where} has the check {unlisted[0]}, but assignment.toml gives it no points.")
    entries = {entry.name: entry for entry in question.checks}
    ordered: list[Check] = []
    for checks in written.values():
        for check in checks.values():
            _after_its_needs(check, ordered)
    return [GradedCheck(entries[check.name], check) for check in ordered]


def _after_its_needs(check: Check, ordered: list[Check]) -> None:
    for needed in check.needs:
        _after_its_needs(needed, ordered)
    if check not in ordered:
        ordered.append(check)


def _checks(package: str, question: str) -> dict[str, Check]:
    try:
        module = importlib.import_module(f"{package}.{question}")
    except ModuleNotFoundError as error:
        if error.name != f"{package}.{question}":
            raise
        return {}
    return {check.name: check for check in checks_in(vars(module))}
