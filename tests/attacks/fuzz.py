"""Fuzz a reader of untrusted bytes with atheris (pip install atheris): fuzz.py TARGET [SECONDS].

Every error that a target lets through ends the run, with the input in a file of the current folder.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1]), str(HERE.parents[1] / "student")]

with atheris.instrument_imports(include=["autograder", "gradlab", "json", "zipfile", "nbformat"]):
    from targets import NAMES, seeds, target

    import gradlab.checking.builds
    import gradlab.checking.trace  # noqa: F401


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        sys.exit(f"usage: fuzz.py TARGET [SECONDS]; targets are {', '.join(NAMES)}")
    name, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600
    with tempfile.TemporaryDirectory(prefix="fuzz-") as corpus:
        for number, seed in enumerate(seeds(name)):
            Path(corpus, f"seed-{number}").write_bytes(seed)
        options = [
            f"-max_total_time={seconds}",
            "-max_len=65536",
            "-timeout=60",
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *options, corpus], target(name))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
