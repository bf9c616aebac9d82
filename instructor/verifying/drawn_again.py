"""The decision about a golden network's gradient stays when its own code draws the network again and again."""

from __future__ import annotations

from gradlab.checking.flow import DECISIONS
from instructor.golden import notebook
from instructor.notebook_code import notebook_code
from instructor.verifying.engine import Graded, name_of
from instructor.verifying.proof import Proof, Workbench
from instructor.verifying.redraws import redraw
from instructor.verifying.references import graded_goldens, network_questions
from instructor.verifying.regrades import FULL
from instructor.verifying.side_by_side import side_by_side


def prove_networks_stay(bench: Workbench) -> Proof:
    """Decide 200 times about five fresh builds of every golden network whose gradient was measured."""
    proof = Proof(
        f"Drawn again {FULL} times, five builds each, every golden network gets the same decision about its gradient.",
        header=("golden", "decision", "drawn again", "flips"),
    )
    answers = [
        (golden.name, notebook_code(notebook(golden, bench.master)), question)
        for question in bench.master.assignment.questions
        if question.name in network_questions(bench)
        for golden in graded_goldens(bench)
        if question in bench.own_questions(golden)
    ]
    networks = [
        (name, decision, (cells, question.function, FULL))
        for (name, cells, question), graded in zip(answers, bench.grade_all(answers), strict=True)
        for decision in [decision_in(graded)]
        if decision is not None
    ]
    for number, drawn in side_by_side(redraw, [job for _, _, job in networks], bench.kept, bench.say):
        name, decision, _ = networks[number]
        if drawn is None:
            proof.rows.append((name, decision or "accepted", "another graph for every seed", 0))
            continue
        flips = [one for one in drawn if one != decision]
        proof.rows.append((name, decision or "accepted", len(drawn), len(flips)))
        proof.problems += [
            f"{name} is {one or 'accepted'} after {len(drawn)} draws at least once, and {decision or 'accepted'} otherwise."
            for one in sorted(set(flips))
        ]
        bench.say(f"{name}: {len(flips)} flips in {len(drawn)}")
    counted = [row for row in proof.rows if isinstance(row[2], int)]
    proof.rows.sort(key=lambda row: row[0])
    proof.measured = f"{sum(row[3] for row in counted)} flips in {sum(row[2] for row in counted):,} gradings"
    return proof


def decision_in(graded: Graded) -> str | None:
    """The first of `DECISIONS` that a verdict failed, "" where it passed them all, None where it did not reach them."""
    states = {name_of(check): check.state for check in graded.verdict.checks}
    for name in DECISIONS:
        if states[name] != "passed":
            return name if states[name] == "failed" else None
    return ""
