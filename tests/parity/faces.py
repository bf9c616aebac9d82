"""What each face says of each check of a golden submission: its state and, where the face shows points, its score.

Every face grades for itself, with a secret of its own, as it would in use; none is derived from another's verdict.
"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from autograder.faces.gradescope import gradescope_results
from autograder.faces.otter_plugin import GradlabPlugin
from autograder.faces.step_by_step import grade_step_by_step
from autograder.grading import PRELOAD, Grader
from autograder.sandbox.confine import Confinement
from autograder.sandbox.warm import WarmProcess
from autograder.submission import Submission
from instructor.master import Master

LOCAL_SECONDS = 60.0


class Said(NamedTuple):
    """A face's word on one check; None where the face does not show it."""

    state: str
    score: float | None


Sayings = dict[str, dict[str, Said]]
"""By submission's file name, then by check's id."""


def gradlab_grade(lab: Master, notebooks: Path, out: Path) -> Sayings:
    """The command, as a process; `out` gets what it writes."""
    command = [sys.executable, "-m", "instructor.cli", "grade", str(notebooks)]
    command += ["--assignment", lab.assignment.name, "--out", str(out), "--jobs", "2"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=3600)
    assert done.returncode in (0, 1), done.stderr[-2000:]  # 1: errors of ours, which the table shows
    verdicts = [json.loads(path.read_bytes()) for path in sorted((out / "results").glob("*.json"))]
    return {verdict["submission"]: _states(verdict) for verdict in verdicts}


def pytest_face(lab: Master, notebooks: Path, out: Path) -> Sayings:
    """`pytest --submission`, read from its junit file. A check that was not passed shows its points in its message."""
    junit = out / "junit.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-q",
        f"--rootdir={notebooks}",
        "-c",
        os.devnull,
    ]
    command += ["--submission", str(notebooks), "--assignment", lab.assignment.name, f"--junitxml={junit}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=3600, cwd=notebooks)
    assert done.returncode in (0, 1), done.stdout[-2000:] + done.stderr[-2000:]
    most = {f"{q.name}.{entry.name}": entry.points for q in lab.assignment.questions for entry in q.checks}
    said: Sayings = {}
    for case in ElementTree.parse(junit).getroot().iter("testcase"):
        name, check = Path(str(case.get("classname"))).name, str(case.get("name"))
        said.setdefault(name, {})[check] = _of_case(case, most[check])
    return said


def _of_case(case: ElementTree.Element, most: float) -> Said:
    if case.find("error") is not None:
        return Said("internal_error", 0.0)
    if case.find("skipped") is not None:
        return Said("not_reached", 0.0)
    if (failure := case.find("failure")) is not None:
        return Said("failed", _points(str(failure.text)))
    return Said("passed", most)


@contextmanager
def platform_grader(lab: Master) -> Iterator[Grader]:
    """What grades in a container of Gradescope or of `otter grade`, and in `otter run`."""
    with WarmProcess(preload=PRELOAD) as warm:
        yield Grader(lab.assignment, bytes(range(32)), warm, Confinement(hide=(str(lab.folder),)))


def gradescope(grader: Grader, submission: Submission) -> tuple[dict[str, Said], dict[str, Any], dict[str, Any]]:
    """From the boxes of results.json; also that file's content and the verdict it was made of."""
    verdict = grade_step_by_step(grader, submission, lambda _: None)
    results = json.loads(json.dumps(gradescope_results(verdict, pictures=False), allow_nan=False))
    boxes = [box for box in results["tests"] if "extra_data" in box]
    return {box["extra_data"]["id"]: Said(box["extra_data"]["state"], box["score"]) for box in boxes}, results, verdict


def otter(verdict: dict[str, Any]) -> dict[str, Said]:
    """From the `GradingResults` that our plugin fills for `otter run` and `otter grade`: passed or not, and points."""
    from otter.test_files import GradingResults

    plugin = GradlabPlugin.__new__(GradlabPlugin)
    plugin._verdict = verdict
    results = GradingResults([])
    plugin.after_grading(results)
    said = {}
    for name, file in results.results.items():
        for check, result in zip(verdict["questions"][name]["checks"], file.test_case_results, strict=True):
            said[check["id"]] = Said("passed" if result.passed else "not passed", _points(result.message))
    return said


def notebook(path: Path) -> dict[str, Said]:
    """`grader.check` of each question, public checks only, in a child of this process, which the answer may end or hang."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.close(reading)
            os.setsid()
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            _check_all(path, lambda line: os.write(writing, line))
        finally:
            os._exit(0)
    os.close(writing)
    received = b""
    while select.select([reading], [], [], LOCAL_SECONDS)[0] and (more := os.read(reading, 65536)):
        received += more
    os.close(reading)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    rows = [json.loads(line) for line in received.splitlines()]
    return {check: Said(state, None) for check, state in rows}


def _check_all(path: Path, write: Callable[[bytes], object]) -> None:
    from gradlab.checking.notebook import FUNCTIONS, QUESTIONS, check_locally, public_checks
    from gradlab.command_line import _code_cells
    from gradlab.reading.answer_code import find_answer
    from gradlab.reading.loading import load

    cells = _code_cells(path)
    for question in QUESTIONS:
        states = {f"{question}.{check.name}": "not_reached" for check in public_checks(question)}
        name = FUNCTIONS.get(question, question)
        code = find_answer(name, cells)
        function, _ = load(code.units, name) if code.state == "answered" else (None, "")
        if function is not None:
            for check, outcome in check_locally(question, {name: function}).outcomes:
                if outcome is not None:
                    states[f"{question}.{check.name}"] = "passed" if outcome.passed else "failed"
        for row in states.items():
            write(json.dumps(row).encode() + b"\n")


def _states(verdict: dict[str, Any]) -> dict[str, Said]:
    checks = [check for question in verdict["questions"].values() for check in question["checks"]]
    return {check["id"]: Said(check["state"], check["score"]) for check in checks}


def _points(text: str) -> float:
    found = re.search(r"([\d.]+) of [\d.]+ points", text)
    assert found, text
    return float(found[1])


def differ(reference: Said, other: Said) -> bool:
    """Whether a face contradicts `gradlab grade`; a face that only tells passed from not passed may be that coarse."""
    state = reference.state
    same = state != "passed" if other.state == "not passed" else state == other.state
    return not same or (other.score is not None and abs(other.score - (reference.score or 0.0)) > 0.005)
