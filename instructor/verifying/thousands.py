"""The error budget as a proof: no misgrade in thousands of gradings of any family, and the margins of the limits."""

from __future__ import annotations

import math
from typing import Any

from instructor.verifying.budget import Gradings, count, joined
from instructor.verifying.families import ACCEPTED, REJECTED
from instructor.verifying.limits_plot import draw_limits
from instructor.verifying.margins import LIMITS, in_words, nearest
from instructor.verifying.proof import Proof, Workbench
from instructor.verifying.side_by_side import side_by_side

GRADINGS = 3000
"""Without a misgrade in so many, the rate is below 0.1 % at 95 % confidence (ln 0.05 / ln 0.999 = 2994)."""

PORTION = 500
"""Gradings at a time: what a run that is stopped loses at most."""

NARROWEST = 3.0
"""Least distance of a family from a limit that decides about it, in standard deviations of its medians of five."""

PICTURE = "limits.png"


def prove_budget(bench: Workbench) -> Proof:
    """Grade every family; gradings that an earlier run of the same code has kept are not made again."""
    portions: dict[str, list[Gradings]] = {family.name: [] for family in [*ACCEPTED, *REJECTED]}
    # Round by round, so that a run that is stopped has seen every family.
    rounds = range(GRADINGS // PORTION)
    jobs = [(one, PORTION, number) for number in rounds for one in [*ACCEPTED, *REJECTED]]
    for _, made in side_by_side(count, jobs, bench.kept, bench.say):
        so_far = portions[made.family.name]
        so_far.append(made)
        bench.say(f"{made.family.name}: {sum(one.wrong for one in so_far)} misgrades in {PORTION * len(so_far):,}")
    found = [joined(one) for one in portions.values()]
    bench.gradings = found
    proof = Proof(
        f"Of {GRADINGS:,} gradings of each architecture family, each with five newly drawn networks, none is wrong.",
        header=("family", "decision", "gradings", "misgrades", "at most (95 %)", "factor: median", "first to fail"),
        rows=[_row(one) for one in found],
        problems=[
            f"{one.family.name} was misgraded {one.wrong} times in {one.count}: {_reasons(one)}."
            for one in found
            if one.wrong
        ],
    )
    proof.measured = (
        f"{len(ACCEPTED)} accepted and {len(REJECTED)} rejected families, {sum(one.count for one in found):,} gradings,"
        f" {sum(one.wrong for one in found)} misgrades"
    )
    return proof


def prove_margins(bench: Workbench) -> Proof:
    """Tell how far the nearest families lie from each limit, and draw them all."""
    proof = Proof(
        f"No family lies within {NARROWEST:g} standard deviations of a limit that decides about it.",
        header=("limit", "value", "held against", "nearest accepted family", "nearest rejected family"),
    )
    draw_limits(bench.gradings, bench.folder / PICTURE)
    proof.picture = PICTURE
    distances = []
    for limit in LIMITS:
        sides = {"accepted": "decided elsewhere", "rejected": "decided elsewhere"}
        for decision in limit.binds:
            near = nearest(limit, bench.gradings, decision)
            sides[decision] = in_words(limit, *near) if near else "none"
            if near:
                distances.append(near[0])
            if near and near[0] < NARROWEST:
                proof.problems.append(f"{limit.name}, {limit.value:g}, is too close to {sides[decision]}.")
        proof.rows.append((limit.name, limit.value, limit.statistic.replace("_", " "), *sides.values()))
    proof.measured = f"{len(LIMITS)} limits, narrowest margin {min(distances, default=math.nan):.1f} sd"
    return proof


def _row(one: Gradings) -> tuple[Any, ...]:
    values = one.defined("factor")
    factor = f"{sorted(values)[len(values) // 2]:.3g}" if len(values) else "none"
    return one.family.name, one.family.decision, one.count, one.wrong, f"{100 * one.bound:.3f} %", factor, _reasons(one)


def _reasons(one: Gradings) -> str:
    return ", ".join(f"{name or 'none'} {number:,}" for name, number in one.first_to_fail.items())
