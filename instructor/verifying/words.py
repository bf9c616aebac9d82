"""Every check can fail, and what it says then is readable and gives nothing away."""

from __future__ import annotations

import re

from autograder.registry import graded_checks
from autograder.verdict import CheckVerdict
from instructor.verifying.engine import name_of
from instructor.verifying.proof import Proof, Workbench

FEWEST, MOST = 40, 160
"""Words of a message. Fewer do not say what to do; more are not read.

Messages of 60 to 160 words are what research on feedback recommends. Ours may be shorter: question and title stand above
them, and where no misconception was recognised there is none to explain, which nothing should be made up for.
"""

MOST_NUMBERS = 24
"""Numbers in a message: an input may be told by its norms or epochs, not by its entries."""

LEAKS = {
    "a traceback": re.compile(r"Traceback|File \"[^\"]*\", line"),
    "an array": re.compile(r"\barray\(|tf\.Tensor|dtype=|\[\[|\]\]"),
    "a path of this machine": re.compile(r"(?<![\w.])/(?:work|tmp|home|usr|root|opt)/"),
    "the name of a module of ours": re.compile(r"autograder\.|gradlab\.checking"),
}
_QUOTED = re.compile(r"Your code stopped with .*")
"""The student's own exception: a library may say what it likes there."""

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w])")


def prove_checks(bench: Workbench) -> Proof:
    """Every check has a title and points, and was seen to fail."""
    proof = Proof(
        "Every check has a title and points, and some answer fails it.", header=("check", "points", "failed by")
    )
    by_check: dict[str, str] = {}
    for where, check in bench.failures:
        by_check.setdefault(check.id, where)
    for question in bench.master.assignment.questions:
        for graded in graded_checks(question):
            name = f"{question.name}.{graded.check.name}"
            proof.rows.append((name, graded.entry.points, by_check.get(name, "")))
            if name not in by_check:
                proof.problems.append(
                    f"No golden answer and no mutant fails {name}: it cannot fail, or it is not tried."
                )
            if not graded.check.title.strip():
                proof.problems.append(f"{name} has no title.")
    proof.measured = f"{len(proof.rows)} checks"
    return proof


def prove_messages(bench: Workbench) -> Proof:
    """Every message of a failed check is of a length that is read, and holds nothing that it must not."""
    proof = Proof(
        f"Every message of a failed check has {FEWEST} to {MOST} words and gives away no traceback, entries or paths.",
        header=("check", "messages", "fewest words", "most words"),
    )
    lengths: dict[str, list[int]] = {}
    for where, check in bench.failures:
        lengths.setdefault(check.id, []).append(words(check.message))
        proof.problems += [f"{name_of(check)} ({where}): {text}" for text in objections(check)]
    proof.rows = [(name, len(counts), min(counts), max(counts)) for name, counts in sorted(lengths.items())]
    everything = [one for counts in lengths.values() for one in counts]
    spread = f", {min(everything)} to {max(everything)} words" if everything else ""
    proof.measured = f"{len(everything)} messages{spread}"
    proof.problems = list(dict.fromkeys(proof.problems))
    return proof


def words(message: str) -> int:
    """How many words a message has."""
    return len(message.split())


def objections(check: CheckVerdict) -> list[str]:
    """What is wrong with the message of a failed check."""
    count = words(check.message)
    found = [] if FEWEST <= count <= MOST else [f"its message has {count} words."]
    ours = _QUOTED.sub("", check.message)
    found += [f"its message shows {what}." for what, pattern in LEAKS.items() if pattern.search(ours)]
    numbers = len(_NUMBER.findall(ours))
    if numbers > MOST_NUMBERS:
        found.append(f"its message holds {numbers} numbers.")
    return found
