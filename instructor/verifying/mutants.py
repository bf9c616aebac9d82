"""The mutants of an assignment's reference answers, each with what the table ``mutants.toml`` says must become of it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Question
from autograder.errors import AssignmentError
from instructor.master import Master, solved
from instructor.verifying.network_operators import NETWORK
from instructor.verifying.operators import GENERIC
from instructor.verifying.rewriting import changes, rewrite

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EQUIVALENT = "equivalent: "
REWRITES = "rewrites"


@dataclass(frozen=True)
class Mutant:
    """One mutant of a reference answer.

    Attributes:
        question: the question whose answer it is.
        operator: by what it was made.
        change: what was changed, in words.
        source: its code.
        fate: name of the check that must fail, "equivalent: reason", or "" where the table says nothing (then any check).
    """

    question: Question
    operator: str
    change: str
    source: str
    fate: str

    @property
    def equivalent(self) -> bool:
        return self.fate.startswith(EQUIVALENT)


def mutants(master: Master) -> list[Mutant]:
    """All mutants of all reference answers.

    Raises:
        AssignmentError: the table names an operator, a check or a change that does not exist.
    """
    path = master.folder / "mutants.toml"
    table = _read(path)
    found: list[Mutant] = []
    for question in master.assignment.questions:
        reference = reference_answer(master, question.function)
        rows = table.get(question.name, {})
        made = list(_of_question(question, reference, rows, path))
        _complain_about_strays(made, rows, question, path)
        found += made
    return found


def reference_answer(master: Master, function: str) -> str:
    """The source of a function's reference answer.

    Raises:
        AssignmentError: the master does not define it.
    """
    for cell in solved(master).cells:
        if cell.cell_type == "code" and f"def {function}(" in cell.source:
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef) and node.name == function:
                    return ast.unparse(node)
    raise AssignmentError(f"{master.notebook_path} has no reference answer that defines {function}.")


def imports(master: Master) -> str:
    """The plain imports of the notebook, on which answers may rely."""
    lines = []
    for cell in solved(master).cells:
        if cell.cell_type == "code":
            lines += [ast.unparse(node) for node in ast.parse(cell.source).body if isinstance(node, ast.Import)]
    return "\n".join(dict.fromkeys(lines))


def _of_question(question: Question, reference: str, rows: dict[str, Any], path: Path) -> Iterator[Mutant]:
    is_network = "keras.layers" in reference
    for operator, make in GENERIC.items():
        declared = rows.get(operator, {})
        seen: dict[str, int] = {}
        for change, source in changes(reference, make):
            seen[change] = seen.get(change, 0) + 1
            name = change if seen[change] == 1 else f"{change} #{seen[change]}"
            yield Mutant(question, operator, name, source, declared.get(name, ""))
    for change, fate in rows.get(REWRITES, {}).items():
        try:
            made = list(changes(reference, rewrite(change)))
        except (SyntaxError, ValueError) as error:
            raise AssignmentError(f"{path}: {change!r} is not of the form 'Python -> Python': {error}.") from error
        for _, source in made[:1]:
            yield Mutant(question, "lab", change, source, fate)
    if is_network:
        for code, operator_of in NETWORK.items():
            for value, fate in rows.get(code, {}).items():
                for _, source in list(changes(reference, operator_of(value)))[:1]:
                    yield Mutant(question, code, value, source, fate)


def _complain_about_strays(made: list[Mutant], rows: dict[str, Any], question: Question, path: Path) -> None:
    there = {(one.operator, one.change) for one in made}
    checks = {check.name for check in question.checks}
    for operator, entries in rows.items():
        if operator not in {*GENERIC, *NETWORK, REWRITES}:
            raise AssignmentError(f"{path}: [{question.name}.{operator}] is no mutation operator.")
        for change, fate in entries.items():
            if ("lab" if operator == REWRITES else operator, change) not in there:
                raise AssignmentError(
                    f"{path}: [{question.name}.{operator}] has {change!r}, which is no change of the reference answer (any"
                    " more). Mend or remove the line."
                )
            if not fate.startswith(EQUIVALENT) and fate not in checks:
                raise AssignmentError(
                    f"{path}: {change!r} should die by {fate!r}, which is no check of {question.name}."
                )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise AssignmentError(f"{path} is not valid TOML: {error}.") from error
