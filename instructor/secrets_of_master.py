"""What an assignment must keep from students, as fragments of text that can be searched for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from instructor.master import Master

SOLUTION_LINE, HIDDEN_TEXT, GRADER_LINE = 20, 40, 60
"""Characters from which on a line or sentence of a solution, a text of a hidden check or a line of the grader tells something.

Shorter ones occur by themselves: `with tf.GradientTape() as tape:` stands in every answer and in the toolkit. The numbers
are the smallest with which today's release passes; see tests/release for what is found with them.
"""

_SOLUTION = re.compile(r"# BEGIN SOLUTION[^\n]*\n(.*?)^[ \t]*# END SOLUTION", re.MULTILINE | re.DOTALL)
_SOLUTION_LINE = re.compile(r"^(.*?)# SOLUTION(?: NO PROMPT)?[ \t]*$", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.;:])\s")
_GRADER = Path(__file__).resolve().parent.parent / "autograder"


@dataclass(frozen=True)
class Telling:
    """Fragments by what they give away, white space flattened; and names of hidden checks."""

    fragments: dict[str, tuple[str, ...]]
    names: tuple[str, ...]


def telling(master: Master, secret: bytes, grader: Path = _GRADER) -> Telling:
    """What must not occur on the student's side."""
    solutions, public = _split(master)
    hidden = sorted((grader / "hidden").glob("*.py"))
    code = [path for path in sorted(grader.rglob("*.py")) if path not in hidden]
    return Telling(
        {
            "a solution": _distinct(solutions, SOLUTION_LINE, public),
            "a hidden check": _distinct(_strings(hidden), HIDDEN_TEXT, public),
            "code of the grader": _distinct(_lines([*hidden, *code]), GRADER_LINE, public),
            "the secret": (secret.hex(),),
        },
        tuple(_names(master)),
    )


def _split(master: Master) -> tuple[list[str], str]:
    """Lines of code and sentences of the solutions, and the text of everything else in the master."""
    solutions: list[str] = []
    public: list[str] = []
    in_solution = False
    for cell in master.read().cells:
        if cell.cell_type == "raw":
            first = cell.source.split("\n", 1)[0]
            in_solution = "BEGIN SOLUTION" in first or (in_solution and "END SOLUTION" not in first)
        elif in_solution and cell.cell_type == "markdown":
            solutions += _SENTENCE_END.split(_flat(cell.source))  # however its lines are broken
        else:
            for block in _SOLUTION.findall(cell.source):
                solutions += block.split("\n")
            solutions += _SOLUTION_LINE.findall(cell.source)
            public.append(_SOLUTION_LINE.sub("", _SOLUTION.sub("", cell.source)))
    return solutions, _flat("\n".join(public))


def _names(master: Master) -> Iterator[str]:
    """`question.check` of every hidden check, as the grader names it."""
    for question in master.assignment.questions:
        for check in question.checks:
            if check.visibility == "hidden":
                yield f"{question.name}.{check.name}"
                yield f"def {check.name}(draw"


def _strings(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _lines(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line.lstrip().startswith(("from ", "import ")):
                yield line


def _distinct(texts: Iterable[str], least: int, public: str) -> tuple[str, ...]:
    """Flattened texts of at least so many characters that do not stand in the master's public part anyway."""
    flat = {_flat(text) for text in texts}
    return tuple(sorted(text for text in flat if len(text) >= least and text not in public))


def _flat(text: str) -> str:
    return " ".join(text.split())
