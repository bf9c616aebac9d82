"""Margins of the limits, and the error budget as a proof."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from instructor.verifying import budget, thousands
from instructor.verifying.budget import STATISTICS, Gradings
from instructor.verifying.families import ACCEPTED, REJECTED, Family
from instructor.verifying.margins import LIMITS, Limit, nearest
from instructor.verifying.proof import Workbench

FACTOR, SATURATED = Limit("MIN_FACTOR", "factor"), LIMITS[-1]


def gradings(accepted: bool, name: str = "a family", **values: list[float]) -> Gradings:
    count = max((len(one) for one in values.values()), default=1)
    reasons = np.array(["" if accepted else "gradient_reaches"] * count)
    columns = {one: np.array(values.get(one, [math.nan] * count)) for one in STATISTICS}
    return Gradings(Family(name, accepted), reasons, columns)


def test_a_margin_counts_standard_deviations_of_the_logarithm_from_the_limit() -> None:
    values = [0.47 * 10**0.2, 0.47 * 10**0.4]  # 0.3 above on average, sd 0.1
    assert FACTOR.margin(gradings(True, factor=values)) == pytest.approx(3.0)


def test_a_margin_below_an_upper_limit_is_on_the_healthy_side() -> None:
    assert SATURATED.margin(gradings(True, saturated=[0.27, 0.29])) == pytest.approx(19.0)


def test_a_statistic_that_was_never_asked_for_has_no_margin() -> None:
    assert math.isnan(FACTOR.margin(gradings(True)))


def test_the_nearest_family_is_looked_for_among_those_of_its_decision() -> None:
    near, far = gradings(True, "near", factor=[0.5, 0.6]), gradings(True, "far", factor=[0.9, 0.91])
    sick = gradings(False, "sick", factor=[0.2, 0.3])
    found = nearest(FACTOR, [far, sick, near], "accepted")
    assert found is not None
    assert found[1] is near
    found = nearest(FACTOR, [far, sick, near], "rejected")
    assert found is not None
    assert found[1] is sick
    assert nearest(FACTOR, [far], "rejected") is None


def test_a_family_too_close_to_a_limit_is_a_problem_and_the_picture_is_drawn(tmp_path: Path) -> None:
    bench = Workbench(None, True, print, tmp_path)  # type: ignore[arg-type]  # no assignment is asked for
    bench.gradings = [gradings(True, "a close one", saturated=[0.44, 0.46]), gradings(False, saturated=[0.9, 0.91])]
    proof = thousands.prove_margins(bench)
    assert proof.problems == ["MAX_SATURATED, 0.47, is too close to a close one: 0.45, 2.0 sd."]
    assert (tmp_path / proof.picture).read_bytes().startswith(b"\x89PNG")


def test_a_loud_start_is_no_limit_for_a_family_that_trainings_decide_about(tmp_path: Path) -> None:
    bench = Workbench(None, True, print, tmp_path)  # type: ignore[arg-type]  # no assignment is asked for
    loud = gradings(True, "loud and well", loss=[4.8, 5.2], loss_after_adam=[0.4, 0.5])
    bench.gradings = [loud, gradings(False, "exploding", loss=[14.0, 14.1], loss_after_adam=[1.8, 2.6])]
    assert thousands.prove_margins(bench).problems == [
        "MAX_LOSS_AFTER_ADAM, 2, is too close to exploding: 2.2, 0.4 sd."
    ]


def test_the_budget_says_where_a_family_is_misgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(task: Any, jobs: list[tuple[Family, int, int]], folder: Path, say: Any) -> Iterator[tuple[int, Gradings]]:
        assert (task, folder) == (budget.count, tmp_path / "kept")
        for number, (family, count, _) in enumerate(jobs):
            accepted = gradings(True, factor=[0.9] * count)
            yield number, Gradings(family, accepted.reasons, accepted.values)

    monkeypatch.setattr(thousands, "side_by_side", made)
    monkeypatch.setattr(thousands, "ACCEPTED", ACCEPTED[:1])
    monkeypatch.setattr(thousands, "REJECTED", REJECTED[:1])
    monkeypatch.setattr(thousands, "GRADINGS", 2 * thousands.PORTION)
    said: list[str] = []
    proof = thousands.prove_budget(Workbench(None, True, said.append, tmp_path))  # type: ignore[arg-type]
    assert proof.measured == "1 accepted and 1 rejected families, 2,000 gradings, 1000 misgrades"
    assert proof.problems == [f"{REJECTED[0].name} was misgraded 1000 times in 1000: none 1,000."]
    assert said[-2:] == [f"{ACCEPTED[0].name}: 0 misgrades in 1,000", f"{REJECTED[0].name}: 1000 misgrades in 1,000"]
