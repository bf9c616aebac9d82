"""A verdict as Gradescope's `results.json`: one box for each check, feedback as HTML, the plot of the gradients.

Fields and limits: Gradescope's autograder specifications. Its harness cuts an `output` of more than 100 000 characters in
the middle, which would break a picture, so that every output here stays below `MOST_CHARACTERS`.
"""

from __future__ import annotations

import base64
import html
import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

from autograder.faces.gradient_flow import gradient_flow, measured_of
from autograder.faces.plain_text import number_or_nan, paragraphs, points, visible
from autograder.faces.plot_feedback import plot_gradient_norms, plot_loss_curve

MOST_CHARACTERS = 95_000
_PICTURE_BYTES = 70_000

_NOT_STARTED = {
    "not_started": "Not started yet.",
    "missing": "Not found in your notebook.",
    "broken": "Could not be run.",
}


def gradescope_results(
    verdict: Mapping[str, Any], *, remarks: Iterable[str] = (), pictures: bool = True, leaderboard: bool = False
) -> dict[str, Any]:
    """Return what `results.json` holds.

    Public checks are visible at once; hidden ones after the scores are published, with messages that were written to
    be seen. `remarks` are sentences about the submission as a whole. `pictures=False` leaves the plots out, for results
    that are written while grading goes on. Observations are for staff: in `extra_data`, which students do not see.
    """
    tests: list[dict[str, Any]] = []
    for number, (name, question) in enumerate(verdict["questions"].items(), start=1):
        tests += _question_notes(number, name, question, pictures)
        for place, check in enumerate(question["checks"], start=1):
            tests.append(_check(f"{number}.{place}", name, check, pictures))
    results: dict[str, Any] = {
        "score": verdict["score"],
        "execution_time": verdict["seconds"],
        "output": _prose([*paragraphs(verdict["detail"]), *remarks]),
        "output_format": "html",
        "test_output_format": "html",
        "test_name_format": "text",
        "visibility": "visible",
        "tests": tests,
        "extra_data": {"gradlab": _for_regrades(verdict)},
    }
    if leaderboard:
        results["leaderboard"] = _leaderboard(verdict)
    return results


def _check(number: str, question: str, check: Mapping[str, Any], pictures: bool) -> dict[str, Any]:
    output = _prose(paragraphs(check["message"]))
    losses = [number_or_nan(loss) for loss in (check.get("measured") or {}).get("loss_curve") or ()]
    if pictures and any(math.isfinite(loss) for loss in losses):
        output += _picture(plot_loss_curve(losses), f"Loss by step, from {losses[0]:.3g} to {losses[-1]:.3g}.")
    return {
        "number": number,
        "name": visible(check["title"]),
        "score": check["score"],
        "max_score": check["max_score"],
        "status": "passed" if check["state"] == "passed" else "failed",
        "visibility": "visible" if check["visibility"] == "public" else "after_published",
        "output": output[:MOST_CHARACTERS],
        "output_format": "html",
        "tags": [question, check["visibility"], check["state"]],
        "extra_data": {"id": check["id"], "state": check["state"]},
    }


def _question_notes(number: int, name: str, question: Mapping[str, Any], pictures: bool) -> list[dict[str, Any]]:
    """Boxes without points: what is to be said of the question as a whole, and the plot of its gradients."""
    said = [_NOT_STARTED.get(question["state"], ""), *paragraphs(question["note"])]
    boxes = [(question["title"], "failed", _prose(said))] if question["note"] else []
    public = [check for check in question["checks"] if check["visibility"] == "public"]
    measured = measured_of({"checks": public})
    flow = gradient_flow(measured)
    if pictures and flow is not None:
        plot = _picture(plot_gradient_norms(measured), " ".join(flow.sentences()))
        boxes.append(("The gradients of your network, layer by layer", "passed", plot + _prose(flow.sentences())))
    return [
        {
            "number": str(number),
            "name": visible(title),
            "status": status,
            "visibility": "visible",
            "output": output[:MOST_CHARACTERS],
            "output_format": "html",
            "tags": [name],
        }
        for title, status, output in boxes
    ]


def _prose(parts: Iterable[str]) -> str:
    """Paragraphs of HTML; whatever a student wrote in them is text."""
    return "".join(f"<p>{html.escape(part).replace(chr(10), '<br/>')}</p>" for part in parts if part)


def _picture(png: bytes, in_words: str) -> str:
    if len(png) >= _PICTURE_BYTES:
        return ""
    data = base64.b64encode(png).decode("ascii")
    return f'<p><img src="data:image/png;base64,{data}" alt="{html.escape(in_words)}" style="max-width: 100%"/></p>'


def _for_regrades(verdict: Mapping[str, Any]) -> dict[str, Any]:
    checks = [check for question in verdict["questions"].values() for check in question["checks"]]
    return {
        "submission": visible(verdict["submission"]),
        "sha256": verdict["sha256"],
        "status": verdict["status"],
        "isolation": verdict["isolation"],
        "points": {check["id"]: check["score"] for check in checks},
        "observations": [visible(text, limit=2000) for text in verdict["observations"]][:50],
    }


def _leaderboard(verdict: Mapping[str, Any]) -> list[dict[str, Any]]:
    measured: dict[str, Any] = {}
    for question in verdict["questions"].values():
        measured = measured_of(question) | measured
    columns = {"First layer / last layer": "first_last_ratio", "Accuracy on digits": "accuracy"}
    values = {title: number_or_nan(measured.get(key)) for title, key in columns.items()}
    return [{"name": title, "value": round(value, 4)} for title, value in values.items() if math.isfinite(value)]


def failed_results(sentence: str) -> dict[str, Any]:
    """`results.json` for a submission of which there is no verdict at all."""
    return {
        "score": 0.0,
        "output": _prose([sentence]),
        "output_format": "html",
        "visibility": "visible",
        "tests": [{"name": "Grading", "status": "failed", "output": _prose([sentence]), "output_format": "html"}],
    }


def earlier_submission(metadata: Mapping[str, Any], verdict: Mapping[str, Any]) -> list[str]:
    """Sentences on lateness and on the submission before this one, from Gradescope's `submission_metadata.json`.

    Gradescope reserves the right to change that file, so whatever has another shape says nothing. The due date there is
    the assignment's: a student's extension is not among the documented fields.
    """
    said = []
    created, due = _moment(metadata.get("created_at")), _moment(_mapping(metadata.get("assignment")).get("due_date"))
    if created and due and created > due:
        said.append("This was handed in after the assignment's due date. If you have an extension, that one counts.")
    previous = metadata.get("previous_submissions")
    results = _mapping(_mapping(previous[-1]).get("results")) if isinstance(previous, list) and previous else {}
    old = _mapping(_mapping(results.get("extra_data")).get("gradlab"))
    if old.get("sha256") == verdict["sha256"]:
        said.append("This is the same file as in your submission before this one.")
    elif isinstance(old.get("points"), Mapping):
        before = sum(value for value in map(number_or_nan, old["points"].values()) if math.isfinite(value))
        said.append(f"Your submission before this one had {points(before)} points.")
    return said


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _moment(text: object) -> datetime | None:
    """Gradescope writes times as ISO 8601 with the course's zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
