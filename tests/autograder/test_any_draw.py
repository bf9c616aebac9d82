"""What must hold of the inputs of a check, whatever is drawn, so that no wrong answer is right by luck."""

from __future__ import annotations

import numpy as np

from gradlab.checking.calls import Call
from gradlab.checking.check import Check
from gradlab.checking.draw import Source
from gradlab.checking.public import analyze_gradients, clip_gradients_globally
from gradlab.checking.public.analyze_gradients import planted

DRAWS = 300


def calls(check: Check, question: str) -> list[Call]:
    """The first call of a check for each of many submissions."""
    asked = [check.asks(Source.of(b"", str(number)).draw(question, check.name))[0] for number in range(DRAWS)]
    return [one for one in asked if isinstance(one, Call)]


def test_no_drawn_dense_network_has_a_kernel_without_gradient() -> None:
    found = calls(analyze_gradients.dense_norms, "analyze_gradients")
    assert len(found) == DRAWS
    assert min(min(planted(*one.arguments).norms) for one in found) > 1e-3


def test_below_the_global_limit_the_sum_of_the_norms_is_below_it_too_and_the_default_limit_is_not() -> None:
    for one in calls(clip_gradients_globally.short_untouched, "clip_gradients_globally"):
        gradients, limit = one.arguments
        norms = [np.linalg.norm(gradient.array) for gradient in gradients]
        assert 1.0 < np.linalg.norm(norms) < sum(norms) < limit
