from __future__ import annotations

import io
import math
import sys
from typing import Any

import pytest
from PIL import Image
from sample_verdicts import HOSTILE_NAMES, MEASURED

from autograder.faces.plot_feedback import plot_gradient_norms, plot_loss_curve, power_of_ten

CASES: dict[str, dict[str, Any]] = {
    "ordinary": MEASURED,
    "no original": {"gradient_norms": [0.1, 0.2]},
    "one layer": {"gradient_norms": [0.1], "original_gradient_norms": [0.2]},
    "sixty layers": {"gradient_norms": [10.0 ** (i / 7) for i in range(60)], "original_gradient_norms": [1.0] * 60},
    "two hundred layers": {"gradient_norms": [1.0] * 200},
    "zeros": {"gradient_norms": [0.0, 0.0, 0.0]},
    "nan and infinity": {"gradient_norms": [math.nan, math.inf, -math.inf], "original_gradient_norms": [1.0, math.nan]},
    "extremes": {"gradient_norms": [5e-324, sys.float_info.max, 1e-45, 1e300]},
    "huge integer": {"gradient_norms": [10**400, 1]},
    "not numbers": {"gradient_norms": [None, "1", [], 0.5]},
    "hostile names": {"layers": [*HOSTILE_NAMES, "$\\frac{", "_x"], "gradient_norms": [0.1] * 12},
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("measured", CASES.values(), ids=CASES.keys())
def test_any_measurement_gives_a_small_picture(measured: dict[str, Any]) -> None:
    png = plot_gradient_norms(measured)
    assert len(png) < 50_000
    picture = Image.open(io.BytesIO(png))
    assert picture.size == (960, 640)


def colours(png: bytes) -> set[tuple[int, int, int]]:
    # get_flattened_data replaces getdata from Pillow 12.1 on; tobytes exists in every version.
    flat = Image.open(io.BytesIO(png)).convert("RGB").tobytes()
    return set(zip(flat[::3], flat[1::3], flat[2::3], strict=True))


def near(found: set[tuple[int, int, int]], wanted: tuple[int, int, int]) -> bool:
    return any(max(abs(a - b) for a, b in zip(colour, wanted, strict=True)) < 12 for colour in found)


def test_both_networks_are_drawn_each_in_its_own_colour() -> None:
    both = colours(plot_gradient_norms(MEASURED))
    alone = colours(plot_gradient_norms({"gradient_norms": [0.1, 0.2]}))
    assert near(both, (0, 114, 178))
    assert near(both, (213, 94, 0))
    assert near(alone, (0, 114, 178))
    assert not near(alone, (213, 94, 0))


def test_names_that_students_chose_do_not_change_the_picture() -> None:
    named = plot_gradient_norms({"layers": ["$\\frac{", "x" * 5000], "gradient_norms": [0.1, 0.2]})
    assert named == plot_gradient_norms({"gradient_norms": [0.1, 0.2]})


def test_a_zero_and_a_nan_are_marked_apart_from_small_and_large_values() -> None:
    ordinary = plot_gradient_norms({"gradient_norms": [0.1, 0.1, 0.1]})
    zero = plot_gradient_norms({"gradient_norms": [0.1, 0.0, 0.1]})
    broken = plot_gradient_norms({"gradient_norms": [0.1, math.nan, 0.1]})
    assert len({ordinary, zero, broken}) == 3


def test_nothing_to_draw_is_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="gradient_norms"):
        plot_gradient_norms({})
    with pytest.raises(ValueError, match="no finite number"):
        plot_loss_curve([math.nan, math.inf])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("losses", [[2.3, 1.1], [1.0], [2.0, math.inf, 1e300, math.nan, 0.5], [0.1] * 2000])
def test_any_loss_curve_gives_a_small_picture(losses: list[float]) -> None:
    assert len(plot_loss_curve(losses)) < 50_000


@pytest.mark.parametrize(("value", "label"), [(1.0, "10⁰"), (1e-3, "10⁻³"), (1e21, "10²¹"), (2e-3, "")])
def test_the_logarithmic_axis_is_labelled_with_powers_of_ten(value: float, label: str) -> None:
    assert power_of_ten(value, None) == label
