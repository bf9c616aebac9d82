"""results.json: Gradescope's fields, nothing that gives a check away, nothing a student can inject."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from gradescope_schema import SCHEMA
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import validate
from small_verdicts import check, verdict

from autograder.faces.gradescope import earlier_submission, failed_results, gradescope_results

NORMS = {
    "layers": ["dense", "dense_1"],
    "gradient_norms": [0.5, 0.25],
    "original_layers": ["a", "b"],
    "original_gradient_norms": [1e-4, 0.5],
}


def boxes(found: dict[str, Any], **made_by: Any) -> list[dict[str, Any]]:
    results = gradescope_results(found, **made_by)
    validate(results, SCHEMA)
    return list(results["tests"])


def test_each_check_is_a_box_with_its_points() -> None:
    half = check("two", state="failed", score=1.5, message="Half of them were too long.")
    found = boxes(verdict(check("one"), half))
    assert [(box["number"], box["score"], box["max_score"], box["status"]) for box in found] == [
        ("1.1", 3.0, 3.0, "passed"),
        ("1.2", 1.5, 3.0, "failed"),
    ]
    assert found[1]["output"] == "<p>Half of them were too long.</p>"
    assert found[1]["tags"] == ["clip_gradients", "public", "failed"]


def test_the_boxes_add_up_to_the_score() -> None:
    results = gradescope_results(verdict(check("one"), check("two", state="failed", score=0.75)))
    assert sum(box["score"] for box in results["tests"]) == results["score"] == 3.75


def test_hidden_checks_are_shown_after_the_scores_are_published() -> None:
    found = boxes(verdict(check("one"), check("two", visibility="hidden")))
    assert [box["visibility"] for box in found] == ["visible", "after_published"]


@given(st.text())
def test_what_a_student_wrote_is_text_and_never_markup(text: str) -> None:
    hostile = f"<script>alert(1)</script>{text}"
    (box,) = boxes(verdict(check(message=hostile, title=hostile)))
    assert re.findall(r"<(?!/?p>|br/>)", box["output"]) == []
    assert box.get("name_format", "text") == "text"


def test_a_question_that_is_not_started_says_so_without_points() -> None:
    found = boxes(verdict(check(state="not_reached", score=0.0), state="not_started", note="Not begun."))
    assert found[0]["number"] == "1"
    assert "score" not in found[0]
    assert "Not started yet." in found[0]["output"]


def test_the_plot_comes_with_words_and_stays_below_the_limit() -> None:
    found = boxes(verdict(check(measured=NORMS)))
    plot = found[0]
    assert len(plot["output"]) < 95_000
    assert 'src="data:image/png;base64,' in plot["output"]
    assert 'alt="Your network: 2 layers' in plot["output"]
    assert "score" not in plot


def test_what_a_hidden_check_measured_is_not_in_a_visible_plot() -> None:
    found = boxes(verdict(check("one"), check("two", visibility="hidden", measured=NORMS)))
    assert all("<img" not in box["output"] for box in found if box["visibility"] == "visible")


def test_the_loss_curve_stands_in_its_checks_own_box() -> None:
    found = boxes(verdict(check(visibility="hidden", measured={"loss_curve": [2.3, 1.0, 0.5]})))
    assert "Loss by step, from 2.3 to 0.5" in found[0]["output"]
    assert found[0]["visibility"] == "after_published"


def test_results_on_the_way_have_no_pictures() -> None:
    found = boxes(verdict(check(measured=NORMS | {"loss_curve": [1.0]})), pictures=False)
    assert "<img" not in json.dumps(found)


def test_a_very_long_message_does_not_reach_the_length_at_which_gradescope_cuts() -> None:
    boxes(verdict(check(message="x" * 300_000)))


def test_staff_read_observations_and_students_do_not() -> None:
    results = gradescope_results(verdict(observations=["tried to open a socket"]))
    assert "socket" in json.dumps(results["extra_data"])
    assert "socket" not in json.dumps([results["tests"], results["output"]])


def test_the_leaderboard_is_there_only_when_asked_for() -> None:
    found = verdict(check(measured={"first_last_ratio": 0.91234, "accuracy": 0.9}))
    assert "leaderboard" not in gradescope_results(found)
    results = gradescope_results(found, leaderboard=True)
    validate(results, SCHEMA)
    assert [row["value"] for row in results["leaderboard"]] == [0.9123, 0.9]


def test_a_number_that_json_does_not_know_is_not_on_the_leaderboard() -> None:
    found = verdict(check(measured={"first_last_ratio": None, "accuracy": float("nan")}))
    assert gradescope_results(found, leaderboard=True)["leaderboard"] == []


def test_a_failure_without_a_verdict_is_valid_too() -> None:
    validate(failed_results("There is no <notebook>."), SCHEMA)
    assert "&lt;notebook&gt;" in failed_results("There is no <notebook>.")["output"]


def test_a_submission_after_the_due_date_is_called_late() -> None:
    metadata = {"created_at": "2026-11-26T10:00:00Z", "assignment": {"due_date": "2026-11-25T10:00:00Z"}}
    assert earlier_submission(metadata, verdict()) == [
        "This was handed in after the assignment's due date. If you have an extension, that one counts."
    ]


def test_the_same_moment_in_another_time_zone_is_not_late() -> None:
    metadata = {"created_at": "2026-11-26T01:00:00+02:00", "assignment": {"due_date": "2026-11-25T23:30:00Z"}}
    assert earlier_submission(metadata, verdict()) == []


def test_points_of_the_submission_before_are_named() -> None:
    old = gradescope_results(verdict(check(score=1.0, state="failed"), sha256="cd" * 32))
    assert "1 points" in earlier_submission({"previous_submissions": [{"results": old}]}, verdict())[0]


def test_the_same_file_again_is_recognised() -> None:
    old = gradescope_results(verdict())
    assert "same file" in earlier_submission({"previous_submissions": [{"results": old}]}, verdict())[0]


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"previous_submissions": []},
        {"previous_submissions": [{"results": None}]},
        {"previous_submissions": {"a": 1}},
        {"previous_submissions": ["text"]},
        {"previous_submissions": [{"results": {"extra_data": [1]}}]},
        {"assignment": None},
        {"assignment": [1], "created_at": 5},
    ],
)
def test_metadata_without_an_earlier_submission_or_of_another_shape_says_nothing(metadata: dict[str, Any]) -> None:
    assert earlier_submission(metadata, verdict()) == []
