from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_verdicts import MEASURED, question, verdict

from instructor.factor_distribution import factor_distribution


def with_factor(factor: Any, limits: Any = (0.3, 0.47)) -> dict[str, Any]:
    fix = question("fix_network", ["passed"])
    fix["checks"][2]["measured"] = {**MEASURED, "hidden_factor": factor, "hidden_factor_limits": limits}
    return verdict() | {"questions": {"fix_network": fix}}


@given(st.lists(st.floats(1e-300, 1e300), min_size=1, max_size=30), st.floats(0.01, 0.9), st.floats(1.01, 9))
def test_every_factor_is_on_one_side_of_the_limits_and_so_is_its_bar(
    factors: list[float], low: float, times: float
) -> None:
    found = factor_distribution([with_factor(factor, [low, low * times]) for factor in factors])
    assert found is not None
    edges, counts = found.histogram.edges, found.histogram.counts
    assert list(edges) == sorted(set(edges))
    at_low, at_high = edges.index(found.low), edges.index(found.high)
    assert (found.below, found.between, found.above) == (
        sum(counts[:at_low]),
        sum(counts[at_low:at_high]),
        sum(counts[at_high:]),
    )
    assert found.below + found.between + found.above == len(factors)


def test_a_factor_at_a_limit_is_on_its_upper_side() -> None:
    found = factor_distribution([with_factor(0.3), with_factor(0.47)])
    assert found is not None
    assert (found.below, found.between, found.above) == (0, 1, 1)


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan, None, "0.5"])
def test_a_factor_that_is_none_is_left_out(factor: Any) -> None:
    assert factor_distribution([with_factor(factor)]) is None


@pytest.mark.parametrize("limits", [None, [], "ab", [0.3], [0.47, 0.3], [0.0, 0.4], [0.3, math.inf], [0.3, math.nan]])
def test_limits_that_are_none_draw_nothing(limits: Any) -> None:
    assert factor_distribution([with_factor(0.5, limits)]) is None


def test_the_axis_is_labelled_in_halves() -> None:
    found = factor_distribution([with_factor(0.5)])
    assert found is not None
    assert [text for _, text in found.ticks] == ["0.125", "0.25", "0.5", "1", "2"]
    assert [place for place, _ in found.ticks] == sorted(place for place, _ in found.ticks)
