"""Networks drawn again: the golden answers' own code builds them anew, and the decision about the gradient must stay."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Question
from gradlab.checking.flow import DECISIONS, SEEDS, decide
from gradlab.checking.network import Network
from gradlab.checking.runtime import Runtime, TracedGraph
from gradlab.checking.trace import record_builds
from gradlab.checking.values import Array
from gradlab.reading.answer_code import find_answer
from gradlab.reading.cells import parse_cells
from gradlab.reading.loading import load
from instructor.golden import notebook
from instructor.notebook_code import notebook_code
from instructor.verifying.budget import Redrawn
from instructor.verifying.engine import Graded, name_of
from instructor.verifying.flips import FULL, graded_goldens
from instructor.verifying.proof import Proof, Workbench
from instructor.verifying.references import network_questions


def prove_networks_stay(bench: Workbench) -> Proof:
    """Decide 200 times about five fresh builds of every golden network whose gradient was measured."""
    proof = Proof(
        f"Drawn again {FULL} times, five builds each, every golden network gets the same decision about its gradient.",
        header=("golden", "decision", "drawn again", "flips"),
    )
    for question in bench.master.assignment.questions:
        if question.name not in network_questions(bench):
            continue
        for golden in graded_goldens(bench):
            if question not in bench.own_questions(golden):
                continue
            cells = notebook_code(notebook(golden, bench.master))
            expected = decision_in(bench.grade(cells, question, golden.name))
            if expected is None:
                continue
            try:
                drawn = list(decisions(builder(cells, question), FULL))
            except GraphsDiffer:
                proof.rows.append((golden.name, expected or "accepted", "another graph for every seed", 0))
                continue
            flips = [one for one in drawn if one != expected]
            proof.rows.append((golden.name, expected or "accepted", len(drawn), len(flips)))
            proof.problems += [
                f"{golden.name} is {one or 'accepted'} after {len(drawn)} draws at least once, and {expected or 'accepted'}"
                " otherwise."
                for one in sorted(set(flips))
            ]
            bench.say(f"{golden.name}: {len(flips)} flips in {len(drawn)}")
    counted = [row for row in proof.rows if isinstance(row[2], int)]
    proof.measured = f"{sum(row[3] for row in counted)} flips in {sum(row[2] for row in counted):,} gradings"
    return proof


class GraphsDiffer(Exception):
    """A network has another graph for another seed, so that weights alone do not make another build of it."""


def decision_in(graded: Graded) -> str | None:
    """The first of `DECISIONS` that a verdict failed, "" where it passed them all, None where it did not reach them."""
    states = {name_of(check): check.state for check in graded.verdict.checks}
    for name in DECISIONS:
        if states[name] != "passed":
            return name if states[name] == "failed" else None
    return ""


def builder(cells: Sequence[str], question: Question) -> Callable[[], Any]:
    """The function that a notebook answers a question with."""
    found = find_answer(question.function, parse_cells(cells))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        function, _ = load([list(unit) for unit in found.units], question.function)
    create: Callable[[], Any] = function
    return create


def decisions(create: Callable[[], Any], times: int, seed: int = 20_260_101) -> Iterator[str]:
    """Decide again and again about five builds, each made by `create` under a seed of its own.

    The graph is traced once; after that a build is its weights. A whole grading traces five graphs, which takes ten times
    as long.

    Raises:
        GraphsDiffer: see there.
    """
    import keras

    record = record_builds(create, [seed, seed + 1])
    first = record["builds"][0]
    if any(record["builds"][-1][mode] is not None for mode in ("training", "inference")):
        raise GraphsDiffer
    arrays: list[Array] = first["arrays"]
    runtime = Runtime(arrays, *(TracedGraph.of(first[mode], len(arrays)) for mode in ("training", "inference")))
    for number in range(times):
        networks = []
        for build in range(SEEDS):
            keras.backend.clear_session(free_memory=False)
            keras.utils.set_random_seed(seed + SEEDS * number + build)
            drawn = _weights(create())
            networks.append(Network(runtime, drawn + arrays[len(drawn) :], first["paths"], first["trainable"]))
        builds = Redrawn(networks, record["compiled"])
        yield decide(builds.flow, builds)


def _weights(model: Any) -> list[Array]:
    if not model.built:
        model(np.zeros((2, 784), "float32"), training=False)
    return [np.asarray(variable.numpy()) for variable in model.variables]
