"""Verdict flips: the same answer, graded again with other inputs, must get the same score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.assignment import Question
from autograder.verdict import CheckVerdict
from instructor.golden import Golden, notebook
from instructor.notebook_code import notebook_code
from instructor.verifying.engine import grade, source_of
from instructor.verifying.proof import Proof, Workbench
from instructor.verifying.references import graded_goldens, network_questions, slow_questions
from instructor.verifying.side_by_side import side_by_side

QUICK, FULL = 5, 200


@dataclass(frozen=True)
class Regrades:
    """What came of grading one answer again and again.

    Attributes:
        scores: of each grading.
        failed: failed checks, one for each different message.
        observations: errors of ours, in words, each once.
    """

    scores: tuple[float, ...]
    failed: tuple[CheckVerdict, ...]
    observations: tuple[str, ...]


def regrade(name: str, cells: Sequence[str], question: Question, mark: str, times: int) -> Regrades:
    """Grade an answer so often, each time with newly drawn inputs.

    Args:
        name: of the answer; the inputs depend on it.
        cells: the code cells of its notebook.
        question: whose answer is graded.
        mark: of everything behind the question's checks; a kept result is good for the same mark only.
        times: how often.
    """
    scores, failed = [], {}
    observations: dict[str, None] = {}
    for number in range(times):
        graded = grade(cells, question, source_of(f"{name} again {number}"))
        scores.append(graded.score)
        failed.update({(one.id, one.message): one for one in graded.verdict.checks if one.state == "failed"})
        observations.update(dict.fromkeys(graded.observations))
    return Regrades(tuple(scores), tuple(failed.values()), tuple(observations))


def prove_no_flips(bench: Workbench) -> Proof:
    """Grade every golden answer again and again."""
    times = FULL if bench.full else QUICK
    proof = Proof(
        "Graded again with newly drawn inputs, every golden answer gets the same score.",
        header=("question", "answers", "regrades of each", "flips"),
    )
    left_out = network_questions(bench) if bench.full else slow_questions(bench)
    questions = [one for one in bench.master.assignment.questions if one.name not in left_out]
    answers = [
        (golden, question)
        for question in questions
        for golden in graded_goldens(bench)
        if question in bench.own_questions(golden)
    ]
    jobs = [
        (golden.name, _cells(bench, golden), question, bench.marks[question.name], times)
        for golden, question in answers
    ]
    flips = dict.fromkeys((one.name for one in questions), 0)
    for number, regrades in side_by_side(regrade, jobs, bench.kept, bench.say) if bench.full else _here(jobs):
        golden, question = answers[number]
        declared = golden.score[question.name]
        wrong = [one for one in regrades.scores if one != declared]
        flips[question.name] += len(wrong)
        proof.problems += [
            f"{golden.name}, {question.name}: {one:g} points in {wrong.count(one)} of {times} regrades, declared {declared:g}."
            for one in sorted(set(wrong))
        ]
        proof.problems += [f"{golden.name}, {question.name}: {text}" for text in regrades.observations]
        bench.failures += [(f"{golden.name}, {question.name}", check) for check in regrades.failed]
        if bench.full:
            bench.say(f"{question.name}, {golden.name}: {len(wrong)} flips in {times}")
    for question in questions:
        count = sum(one is question for _, one in answers)
        proof.rows.append((question.name, count, times, flips[question.name]))
    proof.measured = ", ".join(f"{row[0]}: {row[3]} of {row[1] * row[2]:,}" for row in proof.rows)
    return proof


def _here(jobs: Sequence[tuple[str, list[str], Question, str, int]]) -> Iterator[tuple[int, Regrades]]:
    """In this process: where a second of each is enough, others would start longer than they work."""
    return ((number, regrade(*job)) for number, job in enumerate(jobs))


def _cells(bench: Workbench, golden: Golden) -> list[str]:
    return [bench.imports, *golden.cells] if golden.cells else notebook_code(notebook(golden, bench.master))
