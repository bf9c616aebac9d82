"""The parity table: every check of golden submissions, face by face.

    python tests/parity/table.py [NAME...]        # the core; with GRADLAB_ALL_GOLDENS=1 all; or those named

Writes build/parity.md and ends with status 1 where two faces disagree.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from faces import Said, Sayings, differ, gradescope, gradlab_grade, notebook, otter, platform_grader, pytest_face

from autograder.submission import Submission
from instructor.golden import Golden, every_face, read, save
from instructor.master import Master, find

FACES = ("gradlab grade", "Gradescope", "otter", "pytest", "notebook")


@dataclass(frozen=True)
class Parity:
    """What all faces said, and every `results.json` on the way."""

    sayings: dict[str, Sayings]
    results: list[dict[str, Any]]

    def rows(self) -> list[list[str]]:
        """One row for each submission and check: the names, a cell for each face, and which faces contradict the first."""
        rows = []
        for submission, checks in sorted(self.sayings[FACES[0]].items()):
            for check, first in checks.items():
                said = {face: self.sayings[face].get(submission, {}).get(check) for face in FACES}
                against = [face for face, one in said.items() if one is not None and differ(first, one)]
                against += [face for face, one in said.items() if one is None and face != "notebook"]
                rows.append([submission, check, *map(_cell, said.values()), ", ".join(against)])
        return rows

    def disagreements(self) -> list[list[str]]:
        return [row for row in self.rows() if row[-1]]


def compare(lab: Master, goldens: Iterable[Golden], work: Path) -> Parity:
    """Send each golden submission through every face."""
    notebooks = work / "class"
    notebooks.mkdir()
    paths = [save(golden, lab, notebooks) for golden in goldens]
    for module in ("tensorflow", "keras", "sklearn.datasets"):  # once, before the children of `notebook` are forked
        importlib.import_module(module)
    sayings: dict[str, Sayings] = {face: {} for face in FACES}
    sayings["gradlab grade"] = gradlab_grade(lab, notebooks, work / "graded")
    sayings["pytest"] = pytest_face(lab, notebooks, work)
    results = []
    with platform_grader(lab) as grader:
        for path in paths:
            said, result, verdict = gradescope(grader, Submission(path.name, path.read_bytes()))
            sayings["Gradescope"][path.name], sayings["otter"][path.name] = said, otter(verdict)
            results.append(result)
    for path in paths:
        sayings["notebook"][path.name] = notebook(path)
    return Parity(sayings, results)


def markdown(parity: Parity) -> str:
    rows = [["submission", "check", *FACES, "against `gradlab grade`"], ["---"] * (len(FACES) + 3), *parity.rows()]
    count, against = len(parity.rows()), len(parity.disagreements())
    head = f"# Parity\n\n{len(parity.results)} submissions, {count} checks, {against} on which two faces disagree.\n\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(said: Said | None) -> str:
    if said is None:
        return "-"
    return said.state if said.score is None else f"{said.state} {said.score:g}"


def main() -> int:
    lab = find("lab")
    chosen = [read(lab.folder / "answers" / f"{name}.py") for name in sys.argv[1:]] or every_face(lab)
    with tempfile.TemporaryDirectory() as folder:
        parity = compare(lab, chosen, Path(folder))
    Path("build").mkdir(exist_ok=True)
    Path("build/parity.md").write_text(markdown(parity), encoding="utf-8")
    for row in parity.disagreements():
        print(" | ".join(row))
    print(f"build/parity.md: {len(parity.rows())} rows, {len(parity.disagreements())} disagreements")
    return 1 if parity.disagreements() else 0


if __name__ == "__main__":
    sys.exit(main())
