"""Hostile submissions as their files describe them."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext

from instructor.golden import Golden, save
from instructor.master import Master

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
CEILING = "a wrong answer"


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        name: stem of its file.
        kind: the class of attacks that it belongs to.
        tries: what it tries.
        holds: what must hold.
        written: "outside" (from the notebook and the toolkit alone, before the grader's code was read) or "inside".
        attacks: the questions for which it wants points.
        status: the status that its verdict must have; "" for any that is no error of ours.
        observed: a word that an observation for staff must contain; "" where none is promised.
        base: where the other answers come from: skeleton or reference.
        cells: its code cells.
    """

    name: str
    kind: str
    tries: str
    holds: str
    written: str
    attacks: tuple[str, ...] = ()
    status: str = ""
    observed: str = ""
    base: str = "skeleton"
    cells: tuple[str, ...] = ()

    def hand_in(self, master: Master, folder: Path) -> list[Path]:
        """Write it as a student would hand it in."""
        golden = Golden(name=self.name, about=self.tries, score={}, kind=self.base, cells=self.cells)
        return [save(golden, master, folder)]


def notebook_attacks() -> list[Attack]:
    """All attacks that are a notebook of answers."""
    return [read(path) for part in ("outside", "inside") for path in sorted((HERE / part).glob("*.py"))]


def read(path: Path) -> Attack:
    """Read one; the header is TOML between two lines ``# ---``."""
    text = path.read_text(encoding="utf-8")
    match = re.match(r"# ---\n(.*?)\n# ---\n", text, re.DOTALL)
    if not match:
        raise ValueError(f"{path} has no header.")
    header: dict[str, Any] = tomllib.loads("\n".join(line.removeprefix("# ") for line in match[1].split("\n")))
    cells = [cell.source for cell in jupytext.reads(text[match.end() :], fmt="py:percent").cells]
    return Attack(
        name=path.stem,
        kind=header["class"],
        tries=header["tries"],
        holds=header["holds"],
        written=header["written"],
        attacks=tuple(header["attacks"]),
        status=header.get("status", ""),
        observed=header.get("observed", ""),
        base=header["kind"],
        cells=tuple(cells),
    )
