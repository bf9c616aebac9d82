"""The class page for staff: one static HTML file that says how the class did and who needs a look."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Template

from autograder.faces.page import page_environment
from autograder.faces.plain_text import number_or_nan
from instructor.class_statistics import (
    check_counts,
    internal_errors,
    question_counts,
    score_histogram,
    summary,
)
from instructor.factor_distribution import factor_distribution
from instructor.item_analysis import commonest_mistakes, discriminations, slowest

_STATUS_WORDS = {
    "graded": "Graded",
    "timeout": "Timeout",
    "crashed": "Crashed",
    "unreadable": "Unreadable",
    "error": "Error of ours",
}

MOST_PAIRS = 50
"""Pairs of similar submissions on the page: more than anybody looks at, and a class of copies has half a million."""


@dataclass(frozen=True)
class Row:
    """One line of the submissions table; `link` is empty when there is no feedback page."""

    verdict: Mapping[str, Any]
    status: str
    link: str
    scores: tuple[float, ...]
    ours: tuple[str, ...]


def class_page(
    verdicts: Iterable[Mapping[str, Any]],
    title: str,
    feedback_links: Mapping[str, str],
    similar: Sequence[tuple[str, str, float]] = (),
) -> str:
    """Return the class page as HTML: troubles first, then scores, questions, checks, mistakes, factors and all submissions.

    `feedback_links` maps a submission's name to the path of its feedback page, relative to the class page, with
    forward slashes and not percent-encoded. `similar` names pairs of submissions that are written alike, and how much,
    from 0 to 1, the most alike first; the page shows `MOST_PAIRS` of them. For staff only: it shows `observations`.
    Write the result as UTF-8.
    """
    given = list(verdicts)
    questions = question_counts(given)
    rows = [_row(verdict, list(questions), feedback_links) for verdict in given]
    by_name = {str(row.verdict.get("submission", "")): row for row in rows}
    script = _script()
    return _template().render(
        title=title,
        rows=rows,
        summary=summary(given),
        scores=score_histogram(given),
        questions=questions,
        checks=check_counts(given),
        discriminations=discriminations(given),
        mistakes=commonest_mistakes(given),
        slowest=[rows[place] for place in slowest(given)],
        similar=[(by_name[first], by_name[second], alike) for first, second, alike in similar[:MOST_PAIRS]],
        pairs_left_out=max(0, len(similar) - MOST_PAIRS),
        factors=factor_distribution(given),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii"),
    )


@cache
def _template() -> Template:
    return page_environment("instructor").get_template("class.html")


@cache
def _script() -> str:
    return files("instructor").joinpath("templates/class.js").read_text(encoding="utf-8")


def _row(verdict: Mapping[str, Any], questions: list[str], links: Mapping[str, str]) -> Row:
    answers = verdict.get("questions", {})
    scores = tuple(number_or_nan(answers.get(name, {}).get("score")) for name in questions)
    path = links.get(str(verdict.get("submission", "")), "")
    # Quoting turns ":" into "%3A" and "./" keeps the path relative: no name can become a scheme or another host.
    link = "./" + quote(path.lstrip("/").encode("utf-8", "surrogateescape"), safe="/") if path else ""
    status = str(verdict.get("status"))
    return Row(verdict, _STATUS_WORDS.get(status, status), link, scores, tuple(internal_errors(verdict)))
