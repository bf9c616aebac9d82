"""Code cells as Python: IPython's magics and shell lines taken out, syntax errors put into words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from gradlab.reading.quiet import quiet_parser
from gradlab.reading.statement import Statement, statements_of

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
    statements: tuple[Statement, ...]
    problem: str = ""


MAX_GUIDED = 5
"""Lines taken out one by one where the parser stumbles; in a cell with more of them, all that look like one go at once.
Each costs parsing the cell once more, so that this many times the code of a notebook is what reading it can take."""

MAX_DEPTH = 150
"""Deepest syntax tree that is read. Hand-written code stays below 30; beyond 200 Python's own tools run out of stack."""

# Matched against a line without the blanks around it: with them, a line of blanks would take time with its length squared.
_FOR_IPYTHON = re.compile(
    r"""(?:
      [%!]                                   # %magic, !command
    | \?{1,2}\s*[\w.*]+\s*$                  # ?name
    | %{0,2}[A-Za-z_*][\w.*]*\?{1,2}\s*$     # name?
    | [\w.,\s]+=\s*[%!]                      # lines = !command
    )""",
    re.VERBOSE,
)


def parse_cells(sources: Iterable[str]) -> list[Cell]:
    """Parse the code cells of a notebook."""
    return [parse(source, number) for number, source in enumerate(sources, start=1)]


def parse(source: str, number: int) -> Cell:
    """Parse one cell; a syntax error is data, not an exception."""
    python, tree = _read(source)
    try:
        tree = tree or _tree(python)
    except SyntaxError as error:
        lines = python.split("\n")
        line = lines[error.lineno - 1].strip()[:120] if error.lineno and error.lineno <= len(lines) else ""
        where = f" in line {error.lineno} (`{line}`)" if line else ""
        return Cell(number, python, (), f"Python cannot read this cell: {error.msg}{where}.")
    except (ValueError, RecursionError, MemoryError) as error:
        return Cell(number, python, (), f"Python cannot read this cell: {type(error).__name__}.")
    if _deeper_than(MAX_DEPTH, tree):
        return Cell(number, python, (), "Python cannot read this cell: it is nested too deeply.")
    return Cell(number, python, tuple(statements_of(tree, python, number)))


def _tree(python: str) -> ast.Module:
    with quiet_parser():
        return ast.parse(python)


def _deeper_than(limit: int, tree: ast.AST) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(limit):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True


def without_magics(source: str) -> str:
    """The cell's Python: magics, shell lines and help lines become `pass`, so that line numbers stay."""
    return _read(source)[0]


def _read(source: str) -> tuple[str, ast.Module | None]:
    """The cell's Python, and its tree where that is known by then: parsing is most of what reading a cell takes."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if not lines[first].startswith(TRANSPARENT_MAGICS):
            return "", None
        lines[first] = ""
    # Where the parser stumbles there is a magic, or there is none: a line of text that begins with % stays as it is.
    for _ in range(MAX_GUIDED):
        python = "\n".join(lines)
        try:
            return python, _tree(python)
        except SyntaxError as error:
            wrong = (error.lineno or 0) - 1
        except (ValueError, RecursionError, MemoryError):
            break
        if not (0 <= wrong < len(lines) and _FOR_IPYTHON.match(lines[wrong].strip())):
            break
        _take_out(lines, wrong)
    for i, line in enumerate(lines):
        if _FOR_IPYTHON.match(line.strip()):
            _take_out(lines, i)
    return "\n".join(lines), None


def _take_out(lines: list[str], at: int) -> None:
    """Replace a line, and those that it goes on in, by `pass`."""
    goes_on = lines[at].rstrip().endswith("\\")
    lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + "pass"
    while goes_on and at + 1 < len(lines):
        at += 1
        goes_on = lines[at].rstrip().endswith("\\")
        lines[at] = ""
