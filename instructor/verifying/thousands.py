"""The error budget as a proof: no misgrade in thousands of gradings of any family."""

from __future__ import annotations

from instructor.verifying.budget import count
from instructor.verifying.families import ACCEPTED, REJECTED
from instructor.verifying.proof import Proof, Workbench

GRADINGS = 3000
"""Without a misgrade in so many, the rate is below 0.1 % at 95 % confidence (ln 0.05 / ln 0.999 = 2994)."""


def prove_budget(bench: Workbench) -> Proof:
    """Grade every family."""
    proof = Proof(
        f"Of {GRADINGS:,} gradings of each architecture family, each with five newly drawn networks, none is wrong.",
        header=(
            "family",
            "decision",
            "gradings",
            "misgrades",
            "95 % bound",
            "factor: median",
            "least",
            "most",
            "first to fail",
        ),
    )
    for family in [*ACCEPTED, *REJECTED]:
        found = count(family, GRADINGS)
        reasons = ", ".join(f"{name or 'none'} {number}" for name, number in found.reasons.items())
        median, least, most = (f"{one:.3g}" for one in found.factors)
        proof.rows.append(
            (
                family.name,
                "accepted" if family.accepted else "rejected",
                found.gradings,
                found.wrong,
                f"{100 * found.bound:.3f} %",
                median,
                least,
                most,
                reasons,
            )
        )
        bench.say(f"{family.name}: {found.wrong} misgrades in {found.gradings}")
        if found.wrong:
            proof.problems.append(
                f"{family.name} was misgraded {found.wrong} times in {found.gradings}; factors from {least} to {most}."
            )
    gradings, wrong = sum(row[2] for row in proof.rows), sum(row[3] for row in proof.rows)
    proof.measured = (
        f"{len(ACCEPTED)} accepted and {len(REJECTED)} rejected families, {gradings:,} gradings, {wrong} misgrades"
    )
    return proof
