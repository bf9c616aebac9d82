from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.faces.plain_text import number_or_nan, paragraphs, points, visible

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=300)


@given(ANY_TEXT)
def test_visible_text_holds_no_character_that_acts(text: str) -> None:
    shown = visible(text, limit=500)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert "\u202e" not in shown
    shown.encode("utf-8")


@given(ANY_TEXT.filter(lambda text: text.isprintable() and text.isascii()))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert visible(text, limit=500) == text


def test_a_direction_mark_a_newline_and_a_lone_surrogate_are_written_as_escapes() -> None:
    assert visible("a\u202eb\n\udcff") == r"a\u202eb\n\udcff"


def test_text_that_is_too_long_is_cut_with_an_ellipsis() -> None:
    assert visible("x" * 5000, limit=10) == "x" * 10 + "…"


def test_letters_of_right_to_left_scripts_and_joined_emoji_stay() -> None:
    assert visible("עבודה.ipynb 👩\u200d💻") == "עבודה.ipynb 👩\u200d💻"


def test_paragraphs_are_split_at_blank_lines_and_keep_single_line_breaks() -> None:
    assert paragraphs("one\r\ntwo\n \n\nthree\n") == ["one\ntwo", "three"]


def test_an_empty_message_has_no_paragraph() -> None:
    assert paragraphs(" \n\n ") == []


@pytest.mark.parametrize(("value", "said"), [(12.0, "12"), (87.5, "87.5"), (20 / 3, "6.67"), (0, "0"), (100, "100")])
def test_points_are_said_without_needless_zeros(value: float, said: str) -> None:
    assert points(value) == said


@pytest.mark.parametrize("value", [None, "12", True, [1]])
def test_what_is_not_a_number_becomes_nan_and_is_said_as_a_dash(value: object) -> None:
    assert math.isnan(number_or_nan(value))
    assert points(value) == "—"


def test_an_integer_too_large_for_a_float_becomes_infinite() -> None:
    assert number_or_nan(10**400) == math.inf
    assert number_or_nan(-(10**400)) == -math.inf
