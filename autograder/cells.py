"""Code cells as Python: IPython's magics and shell lines taken out, syntax errors put into words."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

TRANSPARENT_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Cell magics under which the cell is ordinary Python; under any other (%%bash, %%writefile) it is not."""


@dataclass(frozen=True)
class Cell:
    """One code cell.

    Attributes:
        number: its place among the code cells, from 1.
        source: its Python source without magics; line numbers are those of the cell.
        statements: its top-level statements; empty when it cannot be parsed.
        problem: the syntax error in words, or "".
    """

    number: int
    source: str
    statements: tuple[ast.stmt, ...]
    problem: str = ""


def parse(source: str, number: int) -> Cell:
    """Parse one cell; a syntax error is data, not an exception."""
    python = without_magics(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" and the like are no business of a grader
            return Cell(number, python, tuple(ast.parse(python).body))
    except SyntaxError as error:
        lines = python.splitlines()
        line = lines[error.lineno - 1].strip()[:120] if error.lineno and error.lineno <= len(lines) else ""
        where = f" in line {error.lineno} (`{line}`)" if line else ""
        return Cell(number, python, (), f"Python cannot read this cell: {error.msg}{where}.")
    except (ValueError, RecursionError, MemoryError) as error:
        return Cell(number, python, (), f"Python cannot read this cell: {type(error).__name__}.")


def without_magics(source: str) -> str:
    """The cell's Python: magics, shell lines and help lines become empty, so that line numbers stay."""
    lines = source.replace("\r\n", "\n").split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if not lines[first].startswith(TRANSPARENT_MAGICS):
            return ""
        lines[first] = ""
    plain = "\n".join(lines)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "\n".join(_without_magic(line) for line in lines)
    return plain  # a line that begins with % inside a text is no magic: valid Python stays as it is


def _without_magic(line: str) -> str:
    stripped = line.strip()
    if stripped.startswith(("%", "!")) or (stripped.endswith("?") and not stripped.startswith("#")):
        return line[: len(line) - len(line.lstrip())] + "pass"
    return line
