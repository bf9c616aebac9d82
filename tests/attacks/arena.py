"""A place to grade a hostile class in, and the comparison with the same class without its attackers."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import leftovers
from attack import HERE, Attack, read
from outputs import forbidden_in, problems_of_page, problems_of_table

from instructor.collect import collect
from instructor.golden import Golden, save
from instructor.golden import read as read_golden
from instructor.master import Master, find

OUR_ERROR = "an error of ours"
RIGHT, WRONG = "a-honest-right", "z-honest-wrong"
LIMITS = {"cell": 20, "question": 20, "submission": 90}
"""Wall-clock seconds: shorter than the lab's, because many attacks do nothing but wait for them."""


@dataclass
class Held:
    """What became of one attack; no problem means that it was held."""

    attack: Attack
    problems: list[str]


class Arena:
    """Grades classes with one secret, in one folder, by the command line that staff use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.canary = f"CANARY-{secrets.token_hex(12)}"
        self.secret = secrets.token_hex(32)
        (folder / "canary.txt").write_text(self.canary)
        os.chmod(folder / "canary.txt", 0o600)
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.master = self._assignment()
        self._number = 0
        self.honest: dict[str, str] = {}
        out, done, _ = self._grade([])
        self.honest = self._results(out, done)

    def run(self, attacks: Sequence[Attack]) -> list[Held]:
        """Grade the attacks between two honest submissions and look at everything that came of it."""
        before = leftovers.snapshot(self.temporary)
        out, done, stems = self._grade(attacks)
        of_class = leftovers.found(before, self.temporary)
        results = self._results(out, done)
        for name in (RIGHT, WRONG):
            if results.get(name) != self.honest[name]:
                of_class.append(f"the result of {name} is not what it is without the attack")
        wrong = _read_json(out / "results" / f"{WRONG}.json")
        by_file = self._problems_of_outputs(out, done, set(stems.values()))
        alone = {}
        for attack in attacks:
            stem = stems.get(attack.name, "")
            verdict = _read_json(out / "results" / f"{stem}.json")
            alone[attack.name] = by_file.pop(stem, []) + _problems(attack, verdict, wrong, out, stem)
        of_class += [problem for problems in by_file.values() for problem in problems]
        ours = any(problem.startswith(OUR_ERROR) for problems in alone.values() for problem in problems)
        if done.returncode != 0 and not ours:
            of_class.append(f"gradlab grade ended with status {done.returncode}: {done.stderr[-1500:]}")
        return [Held(attack, of_class + alone[attack.name]) for attack in attacks]

    def _grade(self, attacks: Sequence[Attack]) -> tuple[Path, subprocess.CompletedProcess[str], dict[str, str]]:
        self._number += 1
        submissions = self.folder / f"class-{self._number}"
        out = self.folder / f"out-{self._number}"
        submissions.mkdir()
        out.mkdir(mode=0o700)
        (out / ".secret").write_text(self.secret)
        self._honest(submissions)
        owner = {path: attack.name for attack in attacks for path in attack.hand_in(self.master, submissions)}
        owner |= {submissions / f"{name}.ipynb": name for name in (RIGHT, WRONG)}
        stems = {owner[found.path]: found.stem for found in collect([submissions]) if found.path in owner}
        listing = _listing(submissions)
        command = [sys.executable, "-m", "instructor.cli", "grade", str(submissions), "--assignment"]
        command += [str(self.master.folder), "--out", str(out), "--jobs", "2"]
        environment = os.environ | {
            "GRADLAB_TEST_TOKEN": self.canary,
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, errors="replace", check=False, timeout=3600
        )
        if _listing(submissions) != listing:
            done.returncode, done.stderr = 1, done.stderr + "\nthe folder of submissions was changed"
        return out, done, stems

    def _honest(self, folder: Path) -> None:
        reference = read_golden(self.master.folder / "answers" / "reference.py")
        marked = Golden(RIGHT, "", {}, cells=(f"notes = {self.canary!r}", *reference.cells))
        save(marked, self.master, folder)
        save(
            Golden(WRONG, "", {}, kind="skeleton", cells=read(HERE / "honest" / "wrong.py").cells), self.master, folder
        )

    def _assignment(self) -> Master:
        copy = self.folder / "lab"
        shutil.copytree(find("lab").folder, copy, ignore=shutil.ignore_patterns(".secret"))  # only its owner reads it
        toml = (copy / "assignment.toml").read_text(encoding="utf-8")
        for name, seconds in LIMITS.items():
            toml = re.sub(rf"(?m)^{name} = \d+", f"{name} = {seconds}", toml)
        (copy / "assignment.toml").write_text(f"{toml}\n# {self.canary}\n", encoding="utf-8")
        return find(str(copy))

    def _results(self, out: Path, done: subprocess.CompletedProcess[str]) -> dict[str, str]:
        """The honest results as text, without the seconds they took."""
        found = {}
        for name in (RIGHT, WRONG):
            data = _read_json(out / "results" / f"{name}.json")
            if not self.honest and (data is None or data["status"] != "graded"):
                raise RuntimeError(f"The honest class could not be graded: {done.stdout[-1000:]}{done.stderr[-3000:]}")
            found[name] = json.dumps({key: value for key, value in (data or {}).items() if key != "seconds"})
        return found

    def _problems_of_outputs(
        self, out: Path, done: subprocess.CompletedProcess[str], stems: set[str]
    ) -> dict[str, list[str]]:
        """By the stem of the submission that a file is about; "" for those about the class."""
        problems = {"": forbidden_in("the terminal", done.stdout + done.stderr, self.canary)}
        of_class = {".secret", ".class.json", ".lock", "grades.csv", "index.html"}
        endings = {"results": ".json", "feedback": ".html", "evidence": ".bin"}
        for path in out.rglob("*"):
            name = path.relative_to(out).as_posix()
            if path.is_dir():
                continue
            stem = path.name.removesuffix(endings.get(path.parent.name, "-"))
            stem = "" if name in of_class else stem
            found = problems.setdefault(stem, [])
            if name not in of_class and stem not in stems:
                found.append(f"a file that should not be there: {name}")
            text = path.read_bytes().decode("utf-8", "replace")
            if path.suffix == ".html":
                found += problems_of_page(name, text)
            if path.suffix == ".csv":
                found += problems_of_table(name, text)
            if stem != RIGHT or path.suffix != ".bin":
                found += forbidden_in(name, text, self.canary)
        return problems


def _problems(
    attack: Attack, verdict: dict[str, Any] | None, wrong: dict[str, Any] | None, out: Path, stem: str
) -> list[str]:
    if verdict is None or wrong is None:
        return [f"{OUR_ERROR}: there is no result"]
    problems = []
    if verdict["status"] == "error" or "internal_error" in json.dumps(verdict):
        problems.append(f"{OUR_ERROR}: {verdict['observations']}"[:1500])
    if attack.status and verdict["status"] != attack.status:
        problems.append(f"status {verdict['status']} instead of {attack.status}")
    for name, question in verdict["questions"].items():
        ceiling = wrong["questions"][name]["score"] if name in attack.attacks else 0.0
        if attack.base == "skeleton" and question["score"] > ceiling + 1e-9:
            got = [check["id"] for check in question["checks"] if check["score"]]
            problems.append(f"{name}: {question['score']} points instead of at most {ceiling:g} ({', '.join(got)})")
    if attack.observed and attack.observed not in " ".join(verdict["observations"]):
        problems.append(f"no observation about {attack.observed!r}: {verdict['observations']}")
    page = (out / "feedback" / f"{stem}.html").read_text(encoding="utf-8", errors="replace")
    if any(observation and observation in page for observation in verdict["observations"]):
        problems.append("the student's page shows an observation for staff")
    return problems


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found


def _listing(folder: Path) -> list[tuple[str, int, int]]:
    return sorted((str(path), path.lstat().st_size, path.lstat().st_mode) for path in folder.rglob("*"))


class TemporaryArena:
    """An arena in a folder that is removed afterwards."""

    def __enter__(self) -> Arena:
        self._folder = tempfile.TemporaryDirectory(prefix="attacks-", ignore_cleanup_errors=False)
        os.chmod(self._folder.name, 0o755)
        return Arena(Path(self._folder.name))

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()
