"""The kill matrix: every mutant of a reference answer dies by the check that is meant for it, or is equivalent and lives."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from instructor.verifying.engine import Graded
from instructor.verifying.mutants import EQUIVALENT, Mutant, mutants
from instructor.verifying.operators import GENERIC
from instructor.verifying.proof import Proof, Workbench
from instructor.verifying.references import network_questions


def prove_mutants(bench: Workbench) -> Proof:
    """Make the mutants, grade them, compare with the table."""
    proof = Proof(
        "Every mutant of a reference answer fails the check that is meant for it; equivalent ones keep full marks.",
        header=("question", "operator", "change", "meant for", "fails", "fate"),
    )
    counts = {"killed": 0, "equivalent": 0, "alive": 0}
    chosen = mutants(bench.master) if bench.full else quick(mutants(bench.master), network_questions(bench))
    answers = [
        (f"mutant {mutant.operator} {mutant.change}", [bench.imports, mutant.source], mutant.question)
        for mutant in chosen
    ]
    for mutant, graded in zip(chosen, bench.grade_all(answers), strict=True):
        problem = against(mutant, graded)
        fate = "alive" if problem else "equivalent" if mutant.equivalent else "killed"
        counts[fate] += 1
        proof.rows.append(
            (
                mutant.question.name,
                mutant.operator,
                mutant.change,
                mutant.fate or "any check",
                ", ".join(graded.failed),
                fate,
            )
        )
        if problem:
            proof.problems.append(problem)
        proof.problems += [f"{mutant.question.name}, {mutant.change}: {text}" for text in graded.observations]
    proof.measured = ", ".join(f"{count} {fate}" for fate, count in counts.items())
    return proof


def against(mutant: Mutant, graded: Graded) -> str:
    """What speaks against the tests after this mutant was graded; "" when nothing does."""
    where = f"Mutant of {mutant.question.name} by {mutant.operator}, {mutant.change!r}:"
    if mutant.equivalent:
        if graded.full_marks:
            return ""
        reason = mutant.fate.removeprefix(EQUIVALENT)
        return f"{where} declared equivalent ({reason}), yet it gets {graded.score:g} and fails {', '.join(graded.failed)}."
    if graded.full_marks:
        return (
            f"{where} it keeps full marks. A check is missing, or the mutant is equivalent: say which in mutants.toml."
        )
    if mutant.fate and mutant.fate not in graded.failed:
        return f"{where} it should fail {mutant.fate} and fails {', '.join(graded.failed) or 'nothing'}."
    return ""


def quick(everything: Sequence[Mutant], networks: Collection[str]) -> list[Mutant]:
    """All mutants of quick questions; of networks, which are trained, one that dies and one that lives for each operator."""
    seen: set[tuple[str, str, bool]] = set()
    chosen = []
    for one in everything:
        kind = (one.question.name, one.operator, one.equivalent)
        lives = one.equivalent and one.operator != "ACH"
        if one.question.name in networks and (kind in seen or lives or one.operator in GENERIC):
            continue
        seen.add(kind)
        chosen.append(one)
    return chosen
