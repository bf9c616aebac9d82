"""A student's feedback page: one self-contained HTML file, readable without a network and without a script."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Template

from autograder.faces.gradient_flow import GradientFlow, gradient_flow, measured_of
from autograder.faces.page import page_environment
from autograder.faces.plain_text import number_or_nan
from autograder.faces.plot_feedback import plot_gradient_norms, plot_loss_curve

_STATUS = {
    "timeout": "Your notebook ran out of time, so part of it could not be checked. Look for a loop that never ends "
    "or for training with far more epochs than needed, and hand the notebook in again.",
    "crashed": "Python stopped while your notebook ran, so part of it could not be checked. Restart the kernel, run "
    "all cells from the top, and look for the cell where it stops.",
    "unreadable": "The file could not be read as a notebook, so nothing in it was checked. Open it in Jupyter, save "
    "it, and hand in the saved .ipynb file.",
    "error": "Something failed on our side while your notebook was graded. This is not your fault and the score "
    "below is not final. Please tell your teaching staff.",
}
_MOST_BYTES = 150_000  # a page that a phone loads at once and that fits into a mail
_MESSAGE_LIMITS = (2000, 800, 200)  # characters of a message; the first that keeps the page below _MOST_BYTES
_QUESTION = {
    "not_started": "Not started: the answer cell still holds the text it came with.",
    "missing": "Missing: no cell with this answer was found in the notebook. If you renamed or deleted it, copy the "
    "cell from a fresh notebook.",
    "broken": "This answer could not be run.",
}


@dataclass(frozen=True)
class QuestionView:
    """One question the way the page shows it: checks grouped by state, a result in words, and the measurement."""

    name: str
    question: Mapping[str, Any]
    groups: Mapping[str, list[Mapping[str, Any]]]
    result: str
    shape: str
    sentence: str
    flow: GradientFlow | None
    pictures: Mapping[str, str]


def feedback_html(verdict: Mapping[str, Any]) -> str:
    """Return the feedback page of one verdict as HTML.

    Shows score, result and message of every check, what is right first. Hidden checks appear with their message and
    the mark "further check". `observations` are for staff and never appear. Text from the submission is escaped,
    shortened, and stripped of acting characters. Write the result as UTF-8.
    """
    questions = [_view(name, question) for name, question in verdict.get("questions", {}).items()]
    checks = [check for view in questions for check in view.question.get("checks", [])]
    states = [check.get("state") for check in checks]
    status = str(verdict.get("status", "graded"))
    page = ""  # measurements are drawn once, above; filling the template again takes a millisecond
    for limit in _MESSAGE_LIMITS:
        page = _template().render(
            limit=limit,
            verdict=verdict,
            questions=questions,
            share=_share(verdict),
            passed=states.count("passed"),
            checks=len(checks),
            ours=status == "error" or any(view.groups["internal_error"] for view in questions),
            further=any(check.get("visibility") == "hidden" for check in checks),
            status_sentence=_STATUS.get(status, ""),
        )
        if len(page.encode("utf-8")) < _MOST_BYTES:
            break
    return page


@cache
def _template() -> Template:
    return page_environment().get_template("feedback.html")


def _view(name: str, question: Mapping[str, Any]) -> QuestionView:
    groups: dict[str, list[Mapping[str, Any]]] = {
        "passed": [], "failed": [], "not_reached": [], "internal_error": [],
    }  # fmt: skip
    for check in question.get("checks", []):
        groups.get(str(check.get("state")), groups["internal_error"]).append(check)
    result, shape = _result(question, groups)
    measured = measured_of(question)
    flow = gradient_flow(measured)
    return QuestionView(
        name, question, groups, result, shape, _QUESTION.get(str(question.get("state")), ""), flow,
        _pictures(measured, flow),
    )  # fmt: skip


def _result(question: Mapping[str, Any], groups: Mapping[str, list[Mapping[str, Any]]]) -> tuple[str, str]:
    """Return the result of a question in words, and the name of the shape that stands beside the words."""
    state = str(question.get("state", "answered"))
    words = {"not_started": "Not started", "missing": "Missing", "broken": "Could not be run"}
    if state in words:
        return words[state], "failed" if state == "broken" else "not_reached"
    if groups["internal_error"]:
        return "Not fully judged", "internal_error"
    passed = len(groups["passed"])
    total = passed + len(groups["failed"]) + len(groups["not_reached"])
    if passed == total:
        return "All checks passed", "passed"
    return f"{passed} of {total} checks passed", "partly" if passed else "failed"


def _pictures(measured: Mapping[str, Any], flow: GradientFlow | None) -> dict[str, str]:
    if flow is None:
        return {}
    pictures = {"norms": plot_gradient_norms(measured)}
    if any(math.isfinite(loss) for loss in flow.losses):
        pictures["losses"] = plot_loss_curve(flow.losses)
    return {key: base64.b64encode(png).decode("ascii") for key, png in pictures.items()}


def _share(verdict: Mapping[str, Any]) -> float:
    score, most = number_or_nan(verdict.get("score")), number_or_nan(verdict.get("max_score"))
    return min(max(score / most, 0.0), 1.0) if most > 0 and math.isfinite(score) else 0.0
