"""Whatever a student's code gives back, no check may end in an error of ours."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from in_process import planned, verdict

from autograder.record.evidence import Recorded, mark_of
from gradlab.checking.calls import Answer
from gradlab.checking.public.detect_explosion import KEYS
from gradlab.checking.values import Opaque, Tensor

numbers = st.one_of(
    st.integers(-(2**62), 2**62), st.floats(), st.booleans(), st.sampled_from([0, 1, math.nan, math.inf])
)
arrays = hnp.arrays(
    st.sampled_from(["float32", "float64", "int64", "bool"]).map(np.dtype),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
)
leaves = st.one_of(
    st.none(), numbers, st.text(max_size=5), arrays, arrays.map(Tensor), st.just(Opaque("x")), st.binary(max_size=4)
)
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    max_leaves=10,
)
reports = st.fixed_dictionaries({key: st.one_of(leaves, st.lists(leaves, max_size=4)) for key in KEYS})
gradients = st.one_of(st.none(), arrays, arrays.map(Tensor), numbers)
lists_of_gradients = st.lists(gradients, min_size=1, max_size=4)
RETURNED = {
    "analyze_gradients": st.one_of(anything, st.lists(numbers, max_size=7)),
    "detect_explosion": st.one_of(anything, reports),
    "clip_gradients": st.one_of(anything, lists_of_gradients),
    "clip_gradients_globally": st.one_of(anything, lists_of_gradients),
    "fix_network": anything,
}


@pytest.mark.parametrize("question", RETURNED)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_answer_whatsoever_is_an_error_of_ours(question: str, data: st.DataObject) -> None:
    asks = [ask.as_bytes() for ask in planned(question)[0].asks]
    # Mostly the same value for every ask, so that checks which need others are reached as well.
    value = data.draw(RETURNED[question])
    others = data.draw(st.lists(RETURNED[question], max_size=2))
    values: list[Any] = [value] * (len(asks) - len(others)) + others
    arguments = data.draw(st.lists(anything, max_size=2).map(tuple))
    answers: list[bytes | None] = [
        Answer(one, None, arguments, type(one).__name__).as_bytes() for one in values[: len(asks)]
    ]
    found = verdict(question, Recorded(answers, asks=[mark_of(ask) for ask in asks]))
    assert all(0 <= check.score <= check.max_score for check in found.checks)
    assert all(check.message.strip() for check in found.checks)
