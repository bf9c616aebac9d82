from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import PageReader
from sample_verdicts import (
    HOSTILE_NAMES,
    MEASURED,
    check,
    hostile_verdict,
    mixed_verdict,
    question,
    verdict,
)

from autograder.faces.html_feedback import feedback_html


def read(made: dict[str, Any]) -> PageReader:
    return PageReader(feedback_html(made))


def without_network(made: dict[str, Any]) -> dict[str, Any]:
    """Drop the measurement: drawing takes most of the time and says nothing about text."""
    for part in made["questions"].values():
        for item in part["checks"]:
            item["measured"] = {}
    return made


def test_the_score_and_the_points_of_every_question_are_on_the_page() -> None:
    page = read(mixed_verdict())
    assert "50 of 100 points" in page.text
    assert "9 of 19 checks passed." in page.text
    assert "Measure the gradients 2 of 4 checks passed 10 of 20" in page.text
    assert "Fix the network All checks passed 30 of 30" in page.text


def test_what_is_right_comes_before_what_to_change() -> None:
    text = read(mixed_verdict()).text
    assert text.index("What is right") < text.index("What to change")


def test_every_state_is_said_in_words() -> None:
    text = read(mixed_verdict()).text
    for words in ("Passed, 5 of 5", "Not passed, 0 of 5", "Not judged, 0 of 5", "Not reached, 0 of 5"):
        assert words in text


def test_a_failed_check_with_some_points_is_partly_passed() -> None:
    made = verdict(clip_gradients=question("clip_gradients", ["failed"]))
    made["questions"]["clip_gradients"]["checks"][0]["score"] = 2.5
    assert "Partly passed, 2.5 of 5" in read(made).text


def test_hidden_checks_show_their_message_and_are_marked() -> None:
    made = verdict()
    item = made["questions"]["clip_gradients"]["checks"][1]
    item["message"] = "A gradient below the limit came back shorter."
    assert "Untouched when small further check Passed, 5 of 5 A gradient below the limit" in read(made).text


def test_a_message_keeps_its_paragraphs_and_its_code() -> None:
    page = feedback_html(without_network(mixed_verdict()))
    assert "<p>We gave your function three gradients" in page
    assert "<code>tf.linalg.global_norm</code>" in page


def test_a_question_that_was_not_started_is_no_failure() -> None:
    page = read(without_network(mixed_verdict()))
    assert "Not started: the answer cell still holds the text it came with." in page.text
    assert "Clip each gradient Not started 0 of 15" in page.text


def test_a_broken_question_shows_its_note() -> None:
    assert "Python could not read this cell: line 4," in read(mixed_verdict()).text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("timeout", "ran out of time"),
        ("crashed", "Python stopped while your notebook ran"),
        ("unreadable", "could not be read as a notebook"),
        ("error", "Something failed on our side"),
    ],
)
def test_every_status_is_explained_and_its_detail_is_shown(status: str, words: str) -> None:
    page = read(verdict("a.ipynb", status, "It stopped in cell 14.") | {"questions": {}, "score": 0.0})
    assert words in page.text
    assert "It stopped in cell 14." in page.text


def test_a_fault_of_ours_is_never_put_on_the_student() -> None:
    text = read(mixed_verdict()).text
    assert "because of a fault on our side. It does not count against you." in text
    assert "fault on our side" not in read(verdict()).text


def test_observations_for_staff_never_appear() -> None:
    assert "STAFF ONLY" not in feedback_html(mixed_verdict())


def test_the_picture_has_alt_text_a_caption_and_a_table_of_the_same_numbers() -> None:
    page = read(verdict())
    assert any("gradient norm against layer" in alt for alt in page.values("alt"))
    assert "Your network: 4 layers, gradient norm 0.21 in the first and 0.31 in the last" in page.text
    assert "1 dense 0.21 dense 0.00017" in page.text
    assert "The loss starts at 2.31 and ends at 0.4." in page.text


def test_without_a_measurement_there_is_no_picture() -> None:
    page = read(without_network(verdict()))
    assert "img" not in page.tags
    assert "Your network, measured" not in page.text


def test_losses_that_are_all_nan_leave_out_the_loss_picture_only() -> None:
    made = verdict()
    made["questions"]["fix_network"]["checks"][2]["measured"] = {**MEASURED, "loss_curve": [float("nan")] * 3}
    assert read(made).tags.count("img") == 1


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_hostile_text_cannot_act_on_the_page(name: str) -> None:
    made = feedback_html(hostile_verdict(name))
    calm = PageReader(feedback_html(hostile_verdict("calm.ipynb")))
    page = PageReader(made)
    assert page.tags == calm.tags
    assert page.handlers() == []
    assert page.foreign() == []
    assert "\u202e" not in made
    assert len(made.encode("utf-8")) < 150_000


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec=None, categories=None), min_size=1, max_size=80).filter(str.strip))
def test_no_text_adds_an_element_other_than_paragraphs_and_code(name: str) -> None:
    page = PageReader(feedback_html(without_network(hostile_verdict(name))))
    calm = PageReader(feedback_html(without_network(hostile_verdict("calm"))))
    assert set(page.tags) - {"p", "code"} == set(calm.tags) - {"p", "code"}
    assert page.handlers() == []


def test_the_page_needs_no_network_and_no_script() -> None:
    page = read(mixed_verdict())
    assert page.foreign() == []
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert any(value.startswith("default-src 'none'") for value in page.values("content"))


def test_headings_are_in_order_and_the_language_is_named() -> None:
    page = read(mixed_verdict())
    assert page.heading_order_is_right()
    assert page.values("lang") == ["en"]


def test_every_id_is_unique_and_every_link_in_the_page_has_its_target() -> None:
    page = read(mixed_verdict())
    names = page.values("id")
    assert len(names) == len(set(names))
    assert {link[1:] for link in page.values("href")} <= set(names)


def test_a_long_page_stays_below_150_kb() -> None:
    made = verdict()
    for name, part in made["questions"].items():
        part["checks"] = [check(name, 0, "failed", 1.0, '"' * 5000) for _ in range(6)]
    made["questions"]["fix_network"]["checks"][0]["measured"] = {
        "layers": ["<" * 5000] * 300,
        "gradient_norms": [0.1] * 300,
        "original_gradient_norms": [0.2] * 300,
        "loss_curve": [1.0, 0.5] * 5000,
    }
    assert len(feedback_html(made).encode("utf-8")) < 150_000


def test_an_unknown_state_of_a_check_is_shown_as_not_judged() -> None:
    made = verdict(clip_gradients=question("clip_gradients", ["surprising"]))
    page = read(made)
    assert "Not judged, 0 of 5" in page.text
    assert "because of a fault on our side" in page.text


def test_a_note_takes_the_place_of_the_general_sentence() -> None:
    note = "The cell of this answer is empty."
    made = verdict(clip_gradients=question("clip_gradients", ["not_reached"], "not_started", note))
    page = read(without_network(made))
    assert note in page.text
    assert "still holds the text" not in page.text
