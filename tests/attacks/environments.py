"""The environments in which attacks are tried: as this user, as an ordinary user, as root in a default container."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = sysconfig.get_paths()["purelib"]
IMAGE = os.environ.get("GRADLAB_TEST_IMAGE", "gradlab-base:bookworm")
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
NOBODY = 65534
DROP = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
ALL = ("host", "ordinary user", "container")
HERE_ONLY = ("OMP_NUM_THREADS", "TF_CPP_MIN_LOG_LEVEL", "PATH")

Command = tuple[list[str], dict[str, str], str]


@contextmanager
def command(place: str) -> Iterator[Command]:
    """The command that runs ``run.py`` there, its environment, and why it cannot be run ("" when it can)."""
    search = os.pathsep.join(map(str, (CHECKOUT, CHECKOUT / "student", PACKAGES)))
    kept = {name: os.environ[name] for name in HERE_ONLY if name in os.environ} | {"PYTHONDONTWRITEBYTECODE": "1"}
    script = str(CHECKOUT / "tests" / "attacks" / "run.py")
    if place == "host":
        yield [sys.executable, script], {**os.environ, **kept, "PYTHONPATH": search}, ""
    elif place == "ordinary user":
        yield from _as_an_ordinary_user(script, kept, search)
    else:
        mounts = ["-v", f"{CHECKOUT}:/checkout:ro", "-v", f"{PACKAGES}:/opt/site-packages:ro"]
        variables = ["-e", "PYTHONPATH=/checkout:/checkout/student:/opt/site-packages", "-e", "OMP_NUM_THREADS=1"]
        inside = ["python3", "/checkout/tests/attacks/run.py"]
        yield (
            ["docker", "run", "--rm", "--workdir", "/tmp", *variables, *mounts, IMAGE, *inside],
            {**os.environ},
            _no_image(),
        )


def _as_an_ordinary_user(script: str, kept: dict[str, str], search: str) -> Iterator[Command]:
    if os.geteuid() != 0:
        yield [], {}, "this user is an ordinary one already"
        return
    candidates = [sys.executable, *(f"{folder}/python{VERSION}" for folder in ("/usr/bin", "/usr/local/bin"))]
    interpreter = next((path for path in candidates if _works_for_nobody(path, search)), "")
    if not interpreter:
        yield [], {}, f"no Python {VERSION} and these packages can be read by an ordinary user"
        return
    with tempfile.TemporaryDirectory(prefix="ordinary-") as home:
        os.chown(home, NOBODY, NOBODY)
        yield [*DROP, interpreter, script], {**kept, "HOME": home, "TMPDIR": home, "PYTHONPATH": search}, ""


def _works_for_nobody(interpreter: str, search: str) -> bool:
    inner = f"import sys; sys.path[:0] = {search.split(os.pathsep)!r}; import nbformat, instructor.cli"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    if not os.path.exists(interpreter):
        return False
    return (
        subprocess.run([*DROP, interpreter, "-c", program], capture_output=True, cwd="/", check=False).returncode == 0
    )


def _no_image() -> str:
    if shutil.which("docker") is None:
        return "there is no Docker"
    found = subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True, check=False)
    return "" if found.returncode == 0 else f"no image {IMAGE}; name one with Python {VERSION} in GRADLAB_TEST_IMAGE"
