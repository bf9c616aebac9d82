from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from sample_verdicts import question, verdict

from instructor.class_statistics import check_counts, score_histogram, summary


def with_score(score: float, status: str = "graded") -> dict[str, object]:
    return verdict("a.ipynb", status) | {"score": score, "questions": {}}


@given(st.lists(st.floats(0, 100), max_size=50))
def test_every_score_falls_into_exactly_one_part(scores: list[float]) -> None:
    assert sum(score_histogram([with_score(score) for score in scores]).counts) == len(scores)


def test_a_score_on_an_edge_belongs_to_the_part_above_and_the_maximum_to_the_last() -> None:
    counts = score_histogram([with_score(score) for score in (0, 9.99, 10, 90, 100)]).counts
    assert counts == (2, 1, 0, 0, 0, 0, 0, 0, 0, 2)


def test_unreadable_files_and_errors_of_ours_are_not_scored() -> None:
    verdicts = [with_score(80), with_score(0, "unreadable"), with_score(0, "error"), with_score(40, "timeout")]
    found = summary(verdicts)
    assert (found.submissions, found.scored, found.mean, found.median) == (4, 2, 60, 60)


def test_a_class_without_a_score_has_no_mean() -> None:
    assert math.isnan(summary([with_score(0, "error")]).mean)
    assert summary([]).submissions == 0


def test_an_unknown_state_is_counted_as_a_fault_of_ours() -> None:
    made = verdict(clip_gradients=question("clip_gradients", ["surprising"]))
    row = next(row for row in check_counts([made]) if row.title == "Limit")
    assert row.counts == {"passed": 0, "failed": 0, "not_reached": 0, "internal_error": 1}
    assert math.isnan(row.pass_rate)
