"""Our own wheel, the same bytes each time: toolkit, grader and hidden checks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from instructor.errors import CommandError
from instructor.reproducible_zip import SOURCE_DATE_EPOCH, reproducible_zip

CHECKOUT = Path(__file__).resolve().parent.parent
_SOURCES = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "student/gradlab", "autograder", "instructor")


@cache
def build_wheel() -> tuple[str, bytes]:
    """Name and content of the wheel of this checkout.

    Raises:
        CommandError: this is not a checkout, or the build failed.
    """
    if not (CHECKOUT / "setup.cfg").is_file():
        raise CommandError(
            f"A release is made in a checkout of gradlab; {CHECKOUT} has no setup.cfg. Clone the project and install it"
            " from there with: pip install -e '.[staff]'"
        )
    with tempfile.TemporaryDirectory() as folder:
        # A copy, because a build leaves files beside the sources, and would pack what an older build has left there.
        source = Path(folder) / "source"
        for name in _SOURCES:
            _copy(CHECKOUT / name, source / name)
        wheel = _build(source, Path(folder))
        return wheel.name, _normalised(wheel)


def _copy(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, to, ignore=shutil.ignore_patterns("__pycache__", ".*", "*.egg-info"))
    elif path.is_file():
        shutil.copy(path, to)


def _build(source: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    command += ["--disable-pip-version-check", "--wheel-dir", str(folder), str(source)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        raise CommandError(
            "The wheel of gradlab could not be built. It needs setuptools 69 or newer and wheel: pip install -e '.[staff]'."
            f" pip said: {done.stderr.strip()[-1500:]}"
        )
    return wheels[0]


def _normalised(wheel: Path) -> bytes:
    """Packed again, because the order and the modes in a wheel depend on the machine; contents and RECORD stay."""
    with zipfile.ZipFile(wheel) as archive:
        return reproducible_zip({name: archive.read(name) for name in archive.namelist()})
