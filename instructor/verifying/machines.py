"""Verdict flips: the same network, graded with other numbers of threads or other kernels, must get the same score."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from instructor.golden import notebook
from instructor.master import find
from instructor.notebook_code import notebook_code
from instructor.verifying.proof import Proof, Workbench
from instructor.verifying.references import graded_goldens, slow_questions
from instructor.verifying.side_by_side import side_by_side

SETTINGS = [(threads, onednn) for threads in (1, 2, 4) for onednn in (True, False)]
"""TensorFlow threads within and between operations, and whether oneDNN's kernels compute."""


def prove_no_flips_by_machine(bench: Workbench) -> Proof:
    """Grade the networks of all golden answers with other numbers of threads and other kernels, each in a process."""
    proof = Proof(
        "With 1, 2 and 4 threads, with and without oneDNN, every golden network gets the same score.",
        header=("threads", "oneDNN", "networks", "flips"),
    )
    jobs = [(str(bench.master.folder), *setting, bench.marks) for setting in SETTINGS]
    for number, found in side_by_side(scores_on, jobs, bench.kept, bench.say):
        threads, onednn = SETTINGS[number]
        where = f"With {threads} threads, oneDNN {'on' if onednn else 'off'}"
        if isinstance(found, str):
            proof.problems.append(f"{where}, grading stopped: {found}")
            continue
        wrong = [
            f"{name} gets {got:g}, declared {declared:g}" for name, (got, declared) in found.items() if got != declared
        ]
        proof.rows.append((threads, "on" if onednn else "off", len(found), len(wrong)))
        proof.problems += [f"{where}: {text}." for text in wrong]
        bench.say(f"{threads} threads, oneDNN {'on' if onednn else 'off'}: {len(wrong)} flips")
    proof.rows.sort()
    proof.measured = f"{sum(row[3] for row in proof.rows)} flips in {sum(row[2] for row in proof.rows)} gradings"
    return proof


def scores_on(folder: str, threads: int, onednn: bool, marks: dict[str, str]) -> dict[str, tuple[float, float]] | str:
    """Got and declared score of every golden answer, by its name, on such a machine; or what grading stopped with.

    Args:
        folder: of the assignment.
        threads: of TensorFlow, within and between operations.
        onednn: whether oneDNN's kernels compute.
        marks: of everything behind the questions; a kept result is good for the same marks only.
    """
    environment = os.environ | {
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_NUM_INTEROP_THREADS": str(threads),
        "OMP_NUM_THREADS": str(threads),
        "TF_ENABLE_ONEDNN_OPTS": str(int(onednn)),
    }
    command = [sys.executable, "-m", __name__, folder, f"{threads} {onednn}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit status {done.returncode}"
    return {name: (got, declared) for name, (got, declared) in json.loads(done.stdout.splitlines()[-1]).items()}


def _main(folder: str, seed: str) -> None:
    bench = Workbench(find(folder), full=True, say=lambda text: None)
    scores: dict[str, tuple[float, float]] = {}
    for question in bench.master.assignment.questions:
        if question.name in slow_questions(bench):
            for golden in graded_goldens(bench):
                if question in bench.own_questions(golden):
                    cells = notebook_code(notebook(golden, bench.master))
                    graded = bench.grade(f"{golden.name} {seed}", cells, question)
                    scores[golden.name] = (graded.score, golden.score[question.name])
    print(json.dumps(scores))


if __name__ == "__main__":
    _main(*sys.argv[1:])
