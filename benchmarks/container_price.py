"""Peak memory and seconds of our whole grading beside plain otter's three checks, in Gradescope's default container.

    python benchmarks/container_price.py [--image otter-grade:gradlab-test] [--rounds 3]

Both grade the reference notebook, in turns, in `docker run --memory 768m --memory-swap 768m --cpus 0.5`. The image is the
one that `otter grade` builds from our autograder zip (the tests marked docker leave it); plain otter needs a kernel beside,
which is added to a copy. Memory is what processes hold (anonymous pages), without the page cache, which may fill any limit.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from instructor.golden import read, save
from instructor.master import find
from instructor.reproducible_zip import reproducible_zip

LIMITS = ("--memory", "768m", "--memory-swap", "768m", "--cpus", "0.5", "--network", "none")
PLAIN = "gradlab-plain-otter"
OURS = ["/autograder/run_autograder"]
OTTER = [
    "/opt/gradlab/bin/python",
    "-m",
    "otter",
    "run",
    "--no-logo",
    "-a",
    "/work/plain.zip",
    "-o",
    "/work",
    "/work/nb.ipynb",
]

# Runs a command in the container and prints its seconds and the most that its processes held, in MB.
WATCH = """
import json, subprocess, sys, time

def held():
    for path, key in (("/sys/fs/cgroup/memory.stat", "anon"), ("/sys/fs/cgroup/memory/memory.stat", "total_rss")):
        try:
            return next(int(line.split()[1]) for line in open(path) if line.split()[0] == key) / 2**20
        except OSError:
            pass
    raise SystemExit("no memory.stat in this container")

began, most = time.monotonic(), held()
running = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
while running.poll() is None:
    most = max(most, held())
    time.sleep(0.1)
print(json.dumps({"seconds": time.monotonic() - began, "MB": most, "status": running.returncode}))
"""

CHECKS = {
    "analyze_gradients": ">>> len(analyze_gradients(create_improved_network(), np.zeros((4, 784), 'float32'))) >= 4\nTrue",
    "clip_gradients": ">>> float(np.linalg.norm(clip_gradients([np.full(4, 3.0)], 1.0)[0])) < 1.001\nTrue",
    "fix_network": ">>> create_improved_network().output_shape\n(None, 10)",
}


def plain_zip() -> bytes:
    """An ordinary autograder zip of otter's with three checks."""
    files = {"otter_config.json": b"{}", "run_autograder": b"", "setup.sh": b"", "requirements.txt": b""}
    for name, code in CHECKS.items():
        case = {"code": ">>> import numpy as np\n" + code, "hidden": False, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": name, "points": 1, "suites": [suite]}
        files[f"tests/{name}.py"] = f"OK_FORMAT = True\ntest = {test!r}\n".encode()
    return reproducible_zip(files)


def measured(image: str, command: list[str], files: dict[Path, str]) -> dict[str, float]:
    """Seconds and MB of one command in a fresh default container with these files copied in."""
    create = ["docker", "create", *LIMITS, image, "python3", "-c", WATCH, *command]
    container = _run(create).stdout.strip()
    try:
        for path, target in files.items():
            _run(["docker", "cp", str(path), f"{container}:{target}"])
        done = _run(["docker", "start", "--attach", container])
    finally:
        subprocess.run(["docker", "rm", "--force", container], capture_output=True, check=False)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if found["status"]:
        sys.exit(f"{' '.join(command)} ended with status {found['status']:g}: {done.stderr[-1500:]}")
    return found


def _run(command: list[str], text: str | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[:2]} failed: {done.stderr[-1500:]}")
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", default="otter-grade:gradlab-test")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with_kernel = f"FROM {chosen.image}\nRUN /opt/gradlab/bin/python -m pip install --quiet ipykernel && mkdir /work\n"
    _run(["docker", "build", "--quiet", "--tag", PLAIN, "-"], with_kernel)
    ours, otters = [], []
    with tempfile.TemporaryDirectory() as folder:
        master, work = find("lab"), Path(folder)
        notebook = save(read(master.folder / "answers" / "reference.py"), master, work)
        (work / "plain.zip").write_bytes(plain_zip())
        for _ in range(chosen.rounds):
            ours.append(measured(chosen.image, OURS, {notebook: "/autograder/submission/"}))
            otters.append(measured(PLAIN, OTTER, {notebook: "/work/nb.ipynb", work / "plain.zip": "/work/plain.zip"}))
    checks = sum(len(question.checks) for question in master.assignment.questions)
    print(f"{chosen.rounds} rounds, median; 768 MB, no swap, half a core")
    rows = [(f"gradlab, {checks} checks", ours), (f"plain otter, {len(CHECKS)} checks", otters)]
    for name, runs in rows:
        seconds, memory = (median(run[key] for run in runs) for key in ("seconds", "MB"))
        print(f"{name:24s} {seconds:7.1f} s   {memory:6.0f} MB")


if __name__ == "__main__":
    main()
