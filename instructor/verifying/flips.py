"""Verdict flips: the same answer, graded again with other inputs, on other threads, must get the same score."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from instructor.golden import Golden, notebook
from instructor.notebook_code import notebook_code
from instructor.verifying.proof import Proof, Workbench
from instructor.verifying.references import network_questions, slow_questions

QUICK, FULL = 5, 200
SETTINGS = [(threads, onednn) for threads in (1, 2, 4) for onednn in ("1", "0")]
"""TensorFlow threads within and between operations, and whether oneDNN's kernels compute."""


def prove_no_flips(bench: Workbench) -> Proof:
    """Grade every golden answer again and again, each time with newly drawn inputs."""
    times = FULL if bench.full else QUICK
    proof = Proof(
        "Graded again with newly drawn inputs, every golden answer gets the same score.",
        header=("question", "answers", "regrades of each", "flips"),
    )
    left_out = network_questions(bench) if bench.full else slow_questions(bench)
    for question in bench.master.assignment.questions:
        if question.name in left_out:
            continue
        answers = [golden for golden in graded_goldens(bench) if question in bench.own_questions(golden)]
        flips = 0
        for number in range(times):
            for golden in answers:
                cells = (
                    [bench.imports, *golden.cells] if golden.cells else notebook_code(notebook(golden, bench.master))
                )
                graded = bench.grade(cells, question, golden.name, seed=f"again {number}")
                if graded.score != golden.score[question.name]:
                    flips += 1
                    proof.problems.append(
                        f"{golden.name}, {question.name}: {graded.score:g} points in regrade {number}, declared"
                        f" {golden.score[question.name]:g}."
                    )
        proof.rows.append((question.name, len(answers), times, flips))
        bench.say(f"{question.name}: {flips} flips in {len(answers) * times:,}")
    proof.measured = ", ".join(f"{row[0]}: {row[3]} of {row[1] * row[2]}" for row in proof.rows)
    return proof


def prove_no_flips_by_machine(bench: Workbench) -> Proof:
    """Grade the networks of all golden answers with other numbers of threads and other kernels, each in a process."""
    proof = Proof(
        "With 1, 2 and 4 threads, with and without oneDNN, every golden network gets the same score.",
        header=("threads", "oneDNN", "networks", "flips"),
    )
    for threads, onednn in SETTINGS:
        environment = os.environ | {
            "TF_NUM_INTRAOP_THREADS": str(threads),
            "TF_NUM_INTEROP_THREADS": str(threads),
            "OMP_NUM_THREADS": str(threads),
            "TF_ENABLE_ONEDNN_OPTS": onednn,
        }
        command = [sys.executable, "-m", "instructor.verifying.flips", str(bench.master.folder), f"{threads}{onednn}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            proof.problems.append(f"With {threads} threads grading stopped: {done.stderr.strip().splitlines()[-1:]}")
            continue
        scores = json.loads(done.stdout.strip().splitlines()[-1])
        wrong = [
            f"{name} gets {got:g}, declared {declared:g}" for name, (got, declared) in scores.items() if got != declared
        ]
        proof.rows.append((threads, "on" if onednn == "1" else "off", len(scores), len(wrong)))
        proof.problems += [f"With {threads} threads, oneDNN {onednn}: {text}." for text in wrong]
        bench.say(f"{threads} threads, oneDNN {onednn}: {len(wrong)} flips")
    proof.measured = f"{sum(row[3] for row in proof.rows)} flips in {sum(row[2] for row in proof.rows)} gradings"
    return proof


def graded_goldens(bench: Workbench) -> list[Golden]:
    """The golden answers that can be graded in this process."""
    return [one for one in bench.goldens if not (one.raw or one.drop) and one.status == "graded"]


def _main(folder: str, seed: str) -> None:
    from instructor.master import find

    bench = Workbench(find(folder), full=True, say=lambda text: None)
    scores: dict[str, tuple[float, float]] = {}
    for question in bench.master.assignment.questions:
        if question.name in slow_questions(bench):
            for golden in graded_goldens(bench):
                if question in bench.own_questions(golden):
                    cells = notebook_code(notebook(golden, bench.master))
                    graded = bench.grade(cells, question, golden.name, seed=seed)
                    scores[golden.name] = (graded.score, golden.score[question.name])
    print(json.dumps(scores))


if __name__ == "__main__":
    _main(*sys.argv[1:])
