"""What holds for every clipper, shown on the lab's reference answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from golden_answers import function_of, harmless
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from right_answers import RIGHT

Clipper = Callable[..., list[Any]]
numbers = st.floats(-1e3, 1e3, width=32).filter(lambda x: x == 0 or abs(x) > 1e-3)
shapes = hnp.array_shapes(max_dims=3, max_side=3)
gradients = st.lists(st.one_of(st.none(), hnp.arrays("float32", shapes, elements=numbers)), max_size=5)
limits = st.floats(0.01, 100)
fast = settings(max_examples=40, deadline=None)


def tensors(given: Sequence[Any]) -> list[Any]:
    import tensorflow as tf

    return [None if one is None else tf.constant(one) for one in given]


def arrays(returned: Sequence[Any]) -> list[Any]:
    return [None if one is None else np.asarray(one) for one in returned]


def norm(gradients: Sequence[Any]) -> float:
    return float(np.sqrt(sum(np.sum(np.asarray(one, "float64") ** 2) for one in gradients if one is not None)))


def close(one: Sequence[Any], two: Sequence[Any]) -> bool:
    return len(one) == len(two) and all(
        (a is None and b is None) or (a is not None and b is not None and np.allclose(a, b, rtol=1e-4, atol=1e-6))
        for a, b in zip(one, two, strict=True)
    )


@pytest.fixture(scope="module")
def each() -> Clipper:
    return clipper("clip_gradients")


@pytest.fixture(scope="module")
def together() -> Clipper:
    return clipper("clip_gradients_globally")


def clipper(name: str) -> Clipper:
    function = function_of(harmless()["reference"], name)
    assert function is not None
    return lambda given, limit: arrays(function(tensors(given), limit))


@fast
@given(gradients, limits)
def test_no_norm_is_above_the_limit_and_none_stays(each: Clipper, together: Clipper, given: Any, limit: float) -> None:
    for returned in (each(given, limit), together(given, limit)):
        assert [one is None for one in returned] == [one is None for one in given]
        assert all(norm([one]) <= limit * (1 + 1e-4) for one in returned if one is not None)
    assert norm(together(given, limit)) <= limit * (1 + 1e-4)


@fast
@given(gradients, limits)
def test_clipping_twice_is_clipping_once(each: Clipper, together: Clipper, given: Any, limit: float) -> None:
    for clip in (each, together):
        once = clip(given, limit)
        assert close(clip(once, limit), once)


@fast
@given(gradients, limits, st.sampled_from([0.25, 0.5, 2.0, 4.0]))
def test_gradients_and_limit_in_another_unit_give_the_result_in_that_unit(
    each: Clipper, together: Clipper, given: Any, limit: float, unit: float
) -> None:
    scaled = [None if one is None else one * np.float32(unit) for one in given]
    for clip in (each, together):
        expected = [None if one is None else one * np.float32(unit) for one in clip(given, limit)]
        assert close(clip(scaled, limit * unit), expected)


@fast
@given(gradients, limits, st.randoms(use_true_random=False))
def test_the_order_of_the_gradients_does_not_matter(
    each: Clipper, together: Clipper, given: Any, limit: float, random: Any
) -> None:
    order = list(range(len(given)))
    random.shuffle(order)
    for clip in (each, together):
        returned = clip(given, limit)
        assert close(clip([given[i] for i in order], limit), [returned[i] for i in order])


@fast
@given(gradients, gradients, limits)
def test_each_gradient_is_clipped_as_if_it_were_alone(each: Clipper, one: Any, two: Any, limit: float) -> None:
    assert close(each(one + two, limit), each(one, limit) + each(two, limit))


@fast
@given(gradients, limits)
def test_global_clipping_treats_the_gradients_as_one_long_vector(together: Clipper, given: Any, limit: float) -> None:
    present = [one.ravel() for one in given if one is not None]
    assume(present)
    (whole,) = together([np.concatenate(present)], limit)
    assert close([np.concatenate([one.ravel() for one in together(given, limit) if one is not None])], [whole])


@fast
@given(gradients, limits)
def test_the_references_agree_with_answers_written_apart_from_them(
    each: Clipper, together: Clipper, given: Any, limit: float
) -> None:
    assert close(each(given, limit), RIGHT["clip_gradients"](given, limit))
    assert close(together(given, limit), RIGHT["clip_gradients_globally"](given, limit))


@fast
@given(gradients, limits)
def test_the_references_agree_with_tensorflow(each: Clipper, together: Clipper, given: Any, limit: float) -> None:
    import tensorflow as tf

    assume(any(one is not None for one in given))
    own = [None if one is None else tf.clip_by_norm(one, limit) for one in tensors(given)]
    assert close(each(given, limit), arrays(own))
    assert close(together(given, limit), arrays(tf.clip_by_global_norm(tensors(given), limit)[0]))
