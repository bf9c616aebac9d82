"""`otter grade --containers 2`: each submission in a container of its own, whole notebook and three checks as in `otter run`.

otter's own set-up installs conda from the network; the image here is set up by the lab's `setup.sh` instead, with the same
TensorFlow, and with the kernel that otter runs notebooks in. The first, untimed call builds it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from handed_in import hand_in
from otter_files import autograder_zip
from timing import BIN, Took, run

from instructor.master import Master
from instructor.release import release

BASE = os.environ.get("GRADLAB_BASE_IMAGE", "gradlab-base:bookworm")
NAME = "gradlab-bench"
CONTAINERS = 2
ENVIRONMENT = ("setup.sh", "environment.yml", "requirements")
KERNEL = b"\n/opt/gradlab/bin/python -m pip install --quiet ipykernel\n"
PROGRAM = """\
#!/usr/bin/env bash
export OMP_NUM_THREADS=1 TF_CPP_MIN_LOG_LEVEL=3 MPLBACKEND=Agg
exec /opt/gradlab/bin/python /autograder/source/run_otter.py
"""


def missing() -> str:
    """Why containers cannot be timed here; "" when they can."""
    if not shutil.which("docker") or subprocess.run(["docker", "info"], capture_output=True).returncode:
        return "no Docker engine answers"
    if subprocess.run(["docker", "image", "inspect", BASE], capture_output=True).returncode:
        return f"there is no image {BASE} (name one that has Python in GRADLAB_BASE_IMAGE)"
    return ""


def otter_grade(answer: Any, master: Master, work: Path, count: int) -> Took:
    """Time it, once its image is built."""
    zipped = _with_our_environment(autograder_zip(work), master, work)
    first = hand_in(answer, work / "first", 1)
    print("otter grade: building its image, unless it is there (minutes) ...", file=sys.stderr)
    _grade(zipped, work, first[0].parent)
    hand_in(answer, work / "class", count)
    seconds = _grade(zipped, work, work / "class")
    rows = (work / "final_grades.csv").read_text(encoding="utf-8").splitlines()
    if len(rows) < count + 1 or sum("Completed" in row for row in rows) != count:
        raise SystemExit("otter grade: not every submission was graded:\n" + "\n".join(rows))
    how = f"one command, --containers {CONTAINERS}; three asserts, in containers"
    return Took(f"otter grade --containers {CONTAINERS}", how, count, seconds)


def _grade(zipped: Path, work: Path, folder: Path) -> float:
    command = [BIN / "otter", "grade", "-n", NAME, "-a", zipped, "-o", work, "--image", BASE]
    command += ["--containers", CONTAINERS, "--timeout", 900, folder]
    return run(command, work)[0]


def _with_our_environment(plain: Path, master: Master, work: Path) -> Path:
    ours = release(master, work / "dist").autograder_zip
    made = work / "in_containers.zip"
    with zipfile.ZipFile(plain) as tests, zipfile.ZipFile(ours) as setup, zipfile.ZipFile(made, "w") as zipped:
        for name in tests.namelist():
            if not name.startswith(ENVIRONMENT) and name != "run_autograder":
                zipped.writestr(name, tests.read(name))
        for name in filter(lambda name: name.startswith(ENVIRONMENT), setup.namelist()):
            zipped.writestr(name, setup.read(name) + (KERNEL if name == "setup.sh" else b""))
        zipped.writestr("run_autograder", PROGRAM)
        zipped.writestr("files/about.txt", "otter's Dockerfile adds files*, and Docker wants at least one.\n")
    return made
