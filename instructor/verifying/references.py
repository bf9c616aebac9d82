"""The two ends: stubs get nothing, reference answers get everything. And the golden submissions in between."""

from __future__ import annotations

import tempfile
from pathlib import Path

from autograder.grading import PRELOAD, Grader
from autograder.sandbox.confine import Confinement
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from instructor.golden import Golden, notebook, save
from instructor.master import skeleton, solved
from instructor.notebook_code import notebook_code
from instructor.verifying.mutants import reference_answer
from instructor.verifying.proof import Proof, Workbench


def prove_ends(bench: Workbench) -> Proof:
    """Skeleton 0 points and not started, reference full points, question by question."""
    proof = Proof(
        "The skeleton gets no point and counts as not started; the reference answers get all points.",
        header=("question", "skeleton", "reference", "points"),
    )
    empty, full = notebook_code(skeleton(bench.master)), notebook_code(solved(bench.master))
    for question in bench.master.assignment.questions:
        none = bench.grade("skeleton", empty, question)
        everything = bench.grade("reference", full, question)
        proof.rows.append((question.name, f"{none.verdict.state}, {none.score:g}", everything.score, question.points))
        if none.score or none.verdict.state != "not_started":
            proof.problems.append(f"The skeleton's {question.name} is {none.verdict.state} with {none.score:g} points.")
        if everything.score != question.points:
            proof.problems.append(
                f"The reference answer of {question.name} gets {everything.score:g} of {question.points:g} points; it fails"
                f" {', '.join(everything.failed) or 'no check, but an error of ours came up'}."
            )
        proof.problems += [f"Reference, {question.name}: {text}" for text in everything.observations]
    total = bench.master.assignment.points
    proof.measured = f"{len(proof.rows)} questions, {total:g} points"
    return proof


def prove_goldens(bench: Workbench) -> Proof:
    """Every golden answer gets its declared score, graded without the sandbox."""
    proof = Proof(
        "Every golden answer gets its declared score.", header=("golden", "question", "declared", "got", "fails")
    )
    answers = [
        (golden, question, cells)
        for golden in graded_goldens(bench)
        for cells in [notebook_code(notebook(golden, bench.master))]
        for question in bench.own_questions(golden)
    ]
    verdicts = bench.grade_all([(golden.name, cells, question) for golden, question, cells in answers])
    for (golden, question, _), graded in zip(answers, verdicts, strict=True):
        declared = golden.score[question.name]
        proof.rows.append((golden.name, question.name, declared, graded.score, ", ".join(graded.failed)))
        if graded.score != declared:
            proof.problems.append(
                f"{golden.name} ({golden.about}) should get {declared:g} points for {question.name} and gets"
                f" {graded.score:g}."
            )
        proof.problems += [f"{golden.name}, {question.name}: {text}" for text in graded.observations]
    proof.measured = f"{len(proof.rows)} answers of {len({row[0] for row in proof.rows})} golden submissions"
    return proof


def graded_goldens(bench: Workbench) -> list[Golden]:
    """The golden answers that can be graded in this process."""
    return [one for one in bench.goldens if not (one.raw or one.drop) and one.status == "graded"]


def network_questions(bench: Workbench) -> set[str]:
    """Questions whose answers build a network of their own: drawn weights decide, not drawn inputs."""
    return _mentioning(bench, "keras.layers")


def slow_questions(bench: Workbench) -> set[str]:
    """Questions of which one grading takes most of a second or more: networks are built, or trained."""
    return network_questions(bench) | _mentioning(bench, "GradientTape")


def _mentioning(bench: Workbench, text: str) -> set[str]:
    return {
        question.name
        for question in bench.master.assignment.questions
        if text in reference_answer(bench.master, question.function)
    }


def prove_sandboxed_goldens(bench: Workbench) -> Proof:
    """Every golden submission through the real grader: confined, with time limits."""
    proof = Proof(
        "Every golden submission gets its declared status and scores from the grader in its sandbox.",
        header=("golden", "status", "declared", "got", "seconds"),
    )
    confinement = Confinement(hide=(str(bench.master.folder.resolve()),), allow_process_only=True)
    with tempfile.TemporaryDirectory() as folder, WarmProcess(preload=PRELOAD) as warm:
        grader = Grader(bench.master.assignment, b"gradlab verify", warm, confinement)
        for golden in bench.goldens:
            path = save(golden, bench.master, Path(folder))
            verdict = grader.grade(Submission(path.name, path.read_bytes()))
            got = {name: question["score"] for name, question in verdict["questions"].items()}
            proof.rows.append(
                (golden.name, verdict["status"], sum(golden.score.values()), verdict["score"], verdict["seconds"])
            )
            if verdict["status"] != golden.status:
                proof.problems.append(f"{golden.name} should be {golden.status} and is {verdict['status']}.")
            proof.problems += [
                f"{golden.name} should get {declared:g} points for {name} in the sandbox and gets {got.get(name)}."
                for name, declared in golden.score.items()
                if got.get(name) != declared
            ]
            bench.say(f"{golden.name}: {verdict['score']:g}")
    proof.measured = f"{len(proof.rows)} submissions"
    return proof
