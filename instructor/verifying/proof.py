"""What `verify` proves: one `Proof` for each claim, and what its steps share while they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.assignment import Question
from autograder.verdict import CheckVerdict
from instructor.fingerprint import question_marks
from instructor.golden import Golden, goldens, read
from instructor.master import Master
from instructor.verifying.budget import Gradings
from instructor.verifying.engine import Graded, grade, grade_as, source_of
from instructor.verifying.mutants import imports
from instructor.verifying.side_by_side import side_by_side

Say = Callable[[str], None]
"""Where a step tells what it is doing."""


@dataclass
class Proof:
    """One claim and what came of it.

    Attributes:
        claim: what has to be true, in a sentence.
        measured: what was counted, in a few words.
        problems: a sentence for everything that speaks against it; proven when there is none.
        header, rows: the details, as a table for the report.
        picture: a file in the report's folder that shows them; "" for none.
    """

    claim: str
    measured: str = ""
    problems: list[str] = field(default_factory=list)
    header: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    picture: str = ""

    @property
    def proven(self) -> bool:
        return not self.problems


@dataclass
class Workbench:
    """What all steps of one run share.

    Attributes:
        master: the assignment.
        full: whether everything is done, or only what takes a minute and a half.
        say: tells the user what is going on.
        folder: where the report and what a long run keeps go.
        failures: every failed check that was seen, with the place where.
        gradings: of the error budget, one entry for each family.
    """

    master: Master
    full: bool
    say: Say
    folder: Path = Path("build/verify")
    failures: list[tuple[str, CheckVerdict]] = field(default_factory=list)
    gradings: list[Gradings] = field(default_factory=list)

    @property
    def kept(self) -> Path:
        """Where long work keeps what is done."""
        return self.folder / "kept"

    @cached_property
    def goldens(self) -> list[Golden]:
        """The sample class, and the answers written from the prompts alone."""
        blind = sorted((self.master.folder / "answers" / "blind").glob("*.py"))
        return [*goldens(self.master), *(read(path) for path in blind)]

    @cached_property
    def imports(self) -> str:
        return imports(self.master)

    @cached_property
    def marks(self) -> dict[str, str]:
        """For each question a hash of all that its verdicts depend on besides the answer."""
        return question_marks(self.master.assignment, b"")

    def grade(self, label: str, cells: list[str], question: Question) -> Graded:
        """Grade one answer in this process and remember what failed."""
        graded = grade(cells, question, source_of(label))
        self._remember(label, question, graded)
        return graded

    def grade_all(self, answers: Sequence[tuple[str, list[str], Question]]) -> list[Graded]:
        """Grade many answers, each with its label, in processes side by side, and remember what failed; in their order."""
        jobs = [(label, cells, question, self.marks[question.name]) for label, cells, question in answers]
        graded = dict(side_by_side(grade_as, jobs, self.kept, self.say))
        for number, (label, _, question) in enumerate(answers):
            self._remember(label, question, graded[number])
        return [graded[number] for number in range(len(answers))]

    def _remember(self, label: str, question: Question, graded: Graded) -> None:
        self.failures += [
            (f"{label}, {question.name}", check) for check in graded.verdict.checks if check.state == "failed"
        ]

    def own_questions(self, golden: Golden) -> list[Question]:
        """The questions whose answers a golden file brings along; all where it brings none."""
        text = "\n".join(golden.cells)
        own = [question for question in self.master.assignment.questions if _defines(text, question.function)]
        return own or list(self.master.assignment.questions)


def _defines(text: str, function: str) -> bool:
    return f"def {function}(" in text or f"\n{function} =" in f"\n{text}"
