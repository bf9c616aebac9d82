"""What each check says to a right answer and to the usual wrong ones, word for word (messages.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from in_process import judged, lab_question
from right_answers import RIGHT
from wrong_answers import WRONG
from wrong_clippers import Function

MESSAGES = dict(
    re.findall(
        r"^## (.*?)\n\n(.*?)\n(?=\n## |\Z)", (Path(__file__).parent / "messages.md").read_text("utf-8"), re.M | re.S
    )
)
"""Expected message by its heading, such as ``clip_gradients.limit_respected: clips globally``."""


@pytest.mark.parametrize("question", RIGHT)
@pytest.mark.parametrize("secret", [b"one", b"two", b"three"])
def test_a_right_answer_passes_every_check_whatever_is_drawn(question: str, secret: bytes) -> None:
    found = judged(question, RIGHT[question], secret)
    assert {name: (check.state, check.message) for name, check in found.items() if check.state != "passed"} == {}
    assert sum(check.score for check in found.values()) == lab_question(question).points


@pytest.mark.parametrize(
    ("question", "check", "name", "function"), WRONG, ids=[f"{row[0]}.{row[1]}: {row[2]}" for row in WRONG]
)
def test_a_wrong_answer_fails_with_the_words_that_fit_it(
    question: str, check: str, name: str, function: Function
) -> None:
    found = judged(question, function)[check]
    assert found.state == "failed"
    assert found.score < found.max_score
    assert found.message == MESSAGES[f"{question}.{check}: {name}"]


@pytest.mark.parametrize(
    ("question", "check", "name", "function"), WRONG, ids=[f"{row[0]}.{row[1]}: {row[2]}" for row in WRONG]
)
def test_a_wrong_answer_fails_its_check_whatever_is_drawn(
    question: str, check: str, name: str, function: Function
) -> None:
    found = [judged(question, function, secret)[check] for secret in (b"one", b"two", b"three")]
    assert len({one.score for one in found}) == 1
    assert found[0].score < found[0].max_score


def test_every_check_of_these_questions_has_a_wrong_answer_that_it_names() -> None:
    named = {f"{question}.{check}" for question, check, _, _ in WRONG}
    listed = {f"{name}.{entry.name}" for name in RIGHT for entry in lab_question(name).checks}
    assert listed - named == set()


def test_no_expected_message_is_left_over_and_none_shouts() -> None:
    assert set(MESSAGES) == {f"{question}.{check}: {name}" for question, check, name, _ in WRONG}
    assert not any("!" in message for message in MESSAGES.values())
