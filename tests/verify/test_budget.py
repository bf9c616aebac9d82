"""Counting misgrades: the bound, and fresh weights in a graph that is traced once."""

from __future__ import annotations

import numpy as np
import pytest

from instructor.verifying.budget import count, fresh_builds, upper_bound
from instructor.verifying.families import ACCEPTED, REJECTED, Family


def test_no_error_in_2995_gradings_bounds_the_rate_by_a_thousandth() -> None:
    assert upper_bound(0, 2995) < 0.001 < upper_bound(0, 2990)


def test_the_bound_for_one_error_in_ten_is_the_textbook_value() -> None:
    assert upper_bound(1, 10) == pytest.approx(0.3942, abs=1e-4)


def test_nothing_but_errors_bounds_nothing() -> None:
    assert upper_bound(5, 5) == 1.0


def test_there_are_at_least_fourteen_accepted_and_ten_rejected_families() -> None:
    assert len(ACCEPTED) >= 14
    assert len(REJECTED) >= 10


def test_every_build_has_weights_of_its_own() -> None:
    (builds,) = fresh_builds(Family("small", True, {"widths": [8, 8, 8]}), 1)
    first = builds.networks[0]
    for other in builds.networks[1:]:
        for index in first.kernel_indices:
            assert not np.array_equal(first.arrays[index], other.arrays[index])
    assert all(network.runtime is first.runtime for network in builds.networks)


def test_a_family_on_the_wrong_side_is_counted_as_misgraded() -> None:
    sick = Family("sigmoids called healthy", True, {"activation": "sigmoid"})
    found = count(sick, 2)
    assert found.wrong == 2
    assert found.first_to_fail == {"gradient_reaches": 2}


def test_of_a_loud_start_the_loss_after_training_is_kept_and_not_the_norm() -> None:
    found = count(Family("loud", False, {"init": 1.0, "widths": [32, 32, 32]}), 2)
    assert found.wrong == 0
    assert (found.values["loss_after_adam"] > 2).all()
    assert np.isnan(found.values["first_norm"]).all()
