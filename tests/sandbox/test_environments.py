"""The same tests again as an ordinary user and as root in a default container."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = sysconfig.get_paths()["purelib"]
IMAGE = os.environ.get("GRADLAB_TEST_IMAGE", "gradlab-base:bookworm")
NOBODY = 65534
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
DROP = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def suite(checkout: str) -> list[str]:
    """Without the tests of this file, and without a cache in a checkout that may not be written."""
    return [
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", f"{checkout}/setup.cfg", "--rootdir", checkout),
        *("--ignore", f"{checkout}/tests/sandbox/test_environments.py", f"{checkout}/tests/sandbox"),
    ]


def run(command: list[str], folder: Path, search: str) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": search}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    assert " passed" in done.stdout


@pytest.mark.slow
def test_everything_holds_for_an_ordinary_user(open_folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("this run is an ordinary user's already")
    interpreter = next((path for path in _interpreters() if _works_for_nobody(path)), None)
    if interpreter is None:
        pytest.skip(f"no Python {VERSION} with these packages can be read by an ordinary user")
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    search = os.pathsep.join([str(CHECKOUT), str(CHECKOUT / "student"), PACKAGES])
    run([*DROP, interpreter, *suite(str(CHECKOUT))], home, search)


@pytest.mark.slow
@pytest.mark.docker
def test_everything_holds_for_root_in_a_default_container(tmp_path: Path) -> None:
    _needs_the_image()
    run([*_container(), "python3", *suite("/checkout")], tmp_path, "")


@pytest.mark.slow
@pytest.mark.docker
def test_a_uid_of_its_own_is_enough_in_a_container_without_landlock(tmp_path: Path) -> None:
    """Old kernels; the checkout is copied, because the rights of others are taken away from it."""
    _needs_the_image()
    program = (
        "import shutil, sys; shutil.copytree('/checkout/autograder', '/opt/grader/autograder'); "
        "sys.path.insert(0, '/opt/grader'); "
        "from autograder.sandbox.preflight import preflight; "
        "from autograder.sandbox.paths import private_packages; "
        "from autograder.sandbox.uid import close_to_others; "
        "print('before', preflight(without={'landlock'}).level); close_to_others(private_packages()); "
        "report = preflight(without={'landlock'}); print('after', report.level, report.probes)"
    )
    command = [*_container(path="/opt/site-packages"), "python3", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "before process only" in done.stdout, done.stderr
    assert "after uid+seccomp" in done.stdout, done.stdout


@pytest.mark.slow
@pytest.mark.docker
def test_when_a_container_runs_out_of_memory_the_child_goes_and_the_grader_stays(tmp_path: Path) -> None:
    _needs_the_image()
    program = (
        "from autograder.sandbox.warm import WarmProcess; from autograder.sandbox.limits import Limits; "
        "from autograder.sandbox.confine import Confinement; from autograder.sandbox.errors import ChildExited\n"
        "with WarmProcess(preload=()) as warm:\n"
        "    for entry in ('memory_bomb', 'echo'):\n"
        "        with warm.start('sandbox_entries:' + entry, confine=Confinement(), limits=Limits()) as child:\n"
        "            child.send(b'x')\n"
        "            try: print(entry, child.receive(20))\n"
        "            except ChildExited as error: print(entry, error.exit.cause)\n"
    )
    path = "/checkout:/checkout/tests/sandbox"
    command = [*_container(path, "--memory=300m", "--memory-swap=300m"), "python3", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["memory_bomb memory", "echo b'x'"], done.stderr


def _container(path: str = "/checkout:/checkout/student:/opt/site-packages", *options: str) -> list[str]:
    """`docker run` as anybody would call it: no rights added, none taken."""
    return [
        *("docker", "run", "--rm", "--workdir", "/tmp", "-e", f"PYTHONPATH={path}", *options),
        *("-v", f"{CHECKOUT}:/checkout:ro", "-v", f"{PACKAGES}:/opt/site-packages:ro", IMAGE),
    ]


def _needs_the_image() -> None:
    if shutil.which("docker") is None:
        pytest.skip("no Docker here")
    found = subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True, check=False)
    if found.returncode != 0:
        pytest.skip(f"no image {IMAGE}; name one with Python {VERSION} in GRADLAB_TEST_IMAGE")


def _interpreters() -> list[str]:
    return [sys.executable, *(f"{folder}/python{VERSION}" for folder in ("/usr/bin", "/usr/local/bin"))]


def _works_for_nobody(interpreter: str) -> bool:
    inner = f"import sys; sys.path.append({PACKAGES!r}); import pytest, hypothesis"
    # setpriv still starts what only root may start; what comes after it may not.
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    done = subprocess.run([*DROP, interpreter, "-c", program], capture_output=True, cwd="/", check=False)
    return done.returncode == 0
