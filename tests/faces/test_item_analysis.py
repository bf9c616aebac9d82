from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_verdicts import a_class, question, verdict

from instructor.item_analysis import commonest_mistakes, discriminations, slowest

LIMIT = "clip_gradients.0"


def with_limit(state: str, rest: float) -> dict[str, Any]:
    """A verdict whose check on the limit ended in `state`, with `rest` points for everything else."""
    made = verdict(clip_gradients=question("clip_gradients", [state]))
    own = made["questions"]["clip_gradients"]["checks"][0]["score"]
    return made | {"score": own + rest}


def test_a_check_that_the_strong_pass_and_the_weak_fail_tells_them_apart() -> None:
    made = [with_limit("passed", 80.0)] * 5 + [with_limit("failed", 20.0)] * 5
    assert discriminations(made)[LIMIT] == pytest.approx(1.0)


def test_a_check_that_only_the_weak_pass_counts_against_itself() -> None:
    made = [with_limit("passed", 20.0)] * 5 + [with_limit("failed", 80.0)] * 5
    assert discriminations(made)[LIMIT] == pytest.approx(-1.0)


def test_nothing_is_said_of_a_check_that_all_pass_or_that_few_reached() -> None:
    assert math.isnan(discriminations([with_limit("passed", float(rest)) for rest in range(12)])[LIMIT])
    assert math.isnan(discriminations([with_limit("passed", 80.0), with_limit("failed", 20.0)])[LIMIT])


@given(st.integers(0, 60), st.integers(0, 9))
def test_a_discrimination_lies_between_minus_one_and_one(size: int, seed: int) -> None:
    found = [value for value in discriminations(a_class(size, seed)).values() if not math.isnan(value)]
    assert all(-1.0 - 1e-9 <= value <= 1.0 + 1e-9 for value in found)


def test_a_mistake_that_one_submission_made_is_not_common() -> None:
    assert commonest_mistakes([with_limit("failed", 0.0), with_limit("passed", 0.0)]) == []


def test_other_words_are_another_mistake_and_other_numbers_are_not() -> None:
    messages = ["norm 5.0", "norm 1e-07", "norm -3", "none"]
    made = [with_limit("failed", 0.0) for _ in messages]
    for one, message in zip(made, messages, strict=True):
        for check in one["questions"]["clip_gradients"]["checks"]:
            check["message"] = message
    found = commonest_mistakes(made)
    assert {(mistake.count, mistake.message) for mistake in found} == {(3, "norm 5.0")}


def test_a_message_of_several_paragraphs_is_shown_in_one_line() -> None:
    made = [with_limit("failed", 0.0)] * 2
    made[0]["questions"]["clip_gradients"]["checks"][0]["message"] = "Measured.\n\nWhy.\n"
    assert "Measured. Why." in [mistake.message for mistake in commonest_mistakes(made)]


def test_submissions_that_were_not_timed_are_not_among_the_slowest() -> None:
    assert slowest([{"seconds": 1.0}, {}, {"seconds": 3.0}, {"seconds": math.nan}]) == [2, 0]
