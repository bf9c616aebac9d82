"""Golden submissions: one student's notebook each, with the score that it must get."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import jupytext
import nbformat

from autograder.errors import AssignmentError
from autograder.verdict import Status
from instructor.master import Master, skeleton, solved
from instructor.notebook_code import notebook_code

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KINDS = ("reference", "skeleton")
RAWS = ("", "not_a_notebook", "nbformat3")


@dataclass(frozen=True)
class Golden:
    """A golden submission as its file under ``answers/`` describes it.

    Attributes:
        name: the file's stem.
        about: what this student did.
        score: declared points by question.
        status: declared status of the submission.
        kind: where answers come from that the file does not give: reference or skeleton.
        drop: functions whose cell is missing altogether.
        core: one of the two dozen that the tests send through every face, the slow ones too.
        raw: a special way of saving: not_a_notebook, nbformat3 or "".
        cells: code cells of the file.
    """

    name: str
    about: str
    score: dict[str, float]
    status: str = "graded"
    kind: str = "reference"
    drop: tuple[str, ...] = ()
    raw: str = ""
    core: bool = False
    cells: tuple[str, ...] = field(default=(), repr=False)


def goldens(master: Master) -> list[Golden]:
    """All golden submissions of an assignment, by name."""
    return [read(path) for path in sorted((master.folder / "answers").glob("*.py"))]


def every_face(master: Master) -> list[Golden]:
    """Those that the slow tests send through every face: the core, or all when GRADLAB_ALL_GOLDENS is set to 1."""
    return [golden for golden in goldens(master) if golden.core or os.environ.get("GRADLAB_ALL_GOLDENS") == "1"]


def read(path: Path) -> Golden:
    """Read one golden submission.

    Raises:
        AssignmentError: its header is missing or wrong.
    """
    text = path.read_text(encoding="utf-8")
    match = re.match(r"# ---\n(.*?)\n# ---\n", text, re.DOTALL)
    if not match:
        raise AssignmentError(f"{path} has no header. It begins with TOML between two lines '# ---'.")
    try:
        header = tomllib.loads("\n".join(line.removeprefix("#").removeprefix(" ") for line in match[1].split("\n")))
        score = {name: float(points) for name, points in header.pop("score").items()}
        drop = tuple(header.pop("drop", ()))
        body = jupytext.reads(text[match.end() :], fmt="py:percent")
        golden = Golden(name=path.stem, score=score, drop=drop, cells=tuple(notebook_code(body)), **header)
        for value, known in ((golden.kind, KINDS), (golden.raw, RAWS), (golden.status, get_args(Status))):
            if value not in known:
                raise ValueError(f"{value!r} is none of {', '.join(filter(None, known))}")
        return golden
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise AssignmentError(f"The header of {path} is wrong: {error}.") from error


def notebook(golden: Golden, master: Master) -> Any:
    """The golden submission as a notebook: the base's cells, with the file's answers in place of the base's."""
    functions = [question.function for question in master.assignment.questions]
    base = solved(master) if golden.kind == "reference" else skeleton(master)
    given, extra_before = _by_function(golden, functions)
    cells = []
    for cell in base.cells:
        defined = _defines(cell.source, functions) if cell.cell_type == "code" else ""
        if defined in golden.drop and defined:
            continue
        cells += [nbformat.v4.new_code_cell(source) for source in extra_before.get(defined, [])]
        cells.append(nbformat.v4.new_code_cell(given[defined]) if defined in given else cell)
    cells += [nbformat.v4.new_code_cell(source) for source in extra_before.get("", [])]
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"  # random ids would give the same submission another hash, and so other inputs
    return nbformat.v4.new_notebook(cells=cells, metadata=base.metadata)


def save(golden: Golden, master: Master, folder: Path) -> Path:
    """Write the golden submission as a student would hand it in."""
    path = folder / f"{golden.name}.ipynb"
    if golden.raw == "not_a_notebook":
        path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nthis was exported with the wrong ending\n")
    elif golden.raw == "nbformat3":
        old = nbformat.convert(notebook(golden, master), 3)
        path.write_text(json.dumps(old, indent=1), encoding="utf-8")
    else:
        nbformat.write(notebook(golden, master), path)
    return path


def _by_function(golden: Golden, functions: list[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Answer cells by function, and the cells that stand before each of them ("" for those after the last)."""
    given: dict[str, str] = {}
    before: dict[str, list[str]] = {}
    waiting: list[str] = []
    for source in golden.cells:
        if defined := _defines(source, functions):
            given[defined] = source
            before[defined], waiting = waiting, []
        else:
            waiting.append(source)
    before[""] = waiting
    return given, before


def _defines(source: str, functions: list[str]) -> str:
    for function in functions:
        if re.search(rf"^\s*def {function}\(|^{function}\s*=", source, re.MULTILINE):
            return function
    return ""
