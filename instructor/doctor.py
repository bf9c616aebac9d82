"""What this machine has: versions, tools, and how well students' code can be shut in."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib import metadata

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from autograder.sandbox.preflight import preflight

PACKAGES = ("keras", "numpy", "scikit-learn", "matplotlib", "nbformat", "jupytext", "otter-grader")
TENSORFLOW = ("tensorflow", "tensorflow-cpu")


def examine(console: Console) -> bool:
    """Print the report; True when a class can be graded safely here."""
    console.print(f"Python {platform.python_version()} on {platform.platform()}", markup=False, soft_wrap=True)
    complete = _packages(console)
    _docker(console)
    report = preflight()
    table = Table(title=f"Isolation: {report.level}", title_justify="left", box=SIMPLE_HEAD)
    for heading in ("tried from inside", "held", "seen"):
        table.add_column(heading)
    for probe in report.probes:
        table.add_row(probe.name, "yes" if probe.held else "NO", probe.detail[:80])
    console.print(table)
    if not report.holds:
        console.print(
            "Students' code is not shut in here. Grade on Linux (as root, or as a user who may create namespaces or use"
            " Landlock), or in a Docker container.",
            soft_wrap=True,
        )
    return complete and report.holds


def _packages(console: Console) -> bool:
    found = {name: _version(name) for name in PACKAGES}
    found["tensorflow"] = next((version for name in TENSORFLOW if (version := _version(name))), "")
    table = Table(box=SIMPLE_HEAD)
    for heading in ("package", "version"):
        table.add_column(heading)
    for name, version in found.items():
        table.add_row(name, version or f"missing: {sys.executable} -m pip install {name}")
    console.print(table)
    return all(found.values())


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _docker(console: Console) -> None:
    there = shutil.which("docker")
    console.print("Docker: found" if there else "Docker: not found; only `otter grade` needs it.", soft_wrap=True)
