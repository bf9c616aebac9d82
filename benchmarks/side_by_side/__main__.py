"""Time `gradlab grade` beside other graders, in one run on one machine, and write benchmarks/RESULTS.md.

    python benchmarks/side_by_side [--quick] [--most N] [--out FILE]

All grade the same notebook, the lab's reference answer, with the same interpreter and libraries. otter and nbgrader make three
checks, plain asserts that see nothing but the student's names. gradlab makes all checks of the lab, those three included,
and shuts the code in. The code alone, in forks of a warm interpreter, is what no grader can undercut.

--quick takes few submissions, leaves containers out and stops the memory curve at 100.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from code_alone import code_alone
from gradlab_grade import gradlab_grade
from handed_in import hand_in, reference
from machine import machine
from memory_curve import memory_curve
from nbgrader_autograde import installed, nbgrader_autograde
from otter_grade import missing, otter_grade
from otter_run import otter_run
from report import memory, ratios, times

from instructor.master import find

SAME_NETWORK = (
    "All notebooks hold the same network, which each judge traces once; where every student hands in another one, judging"
    " takes up\nto 0.6 s of CPU more a submission."
)
RESULTS = Path(__file__).resolve().parents[1] / "RESULTS.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under four minutes on two free cores")
    parser.add_argument("--most", type=int, default=1000, metavar="N", help="where the memory curve ends")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    ours, theirs = (10, 2) if options.quick else (40, 5)
    most = 100 if options.quick else options.most
    counts = [count for count in (10, 100, 300, 1000) if count <= most]
    load = os.getloadavg()[0]
    master = find("lab")
    answer = reference(master)
    installed()
    no_containers = "left out by --quick" if options.quick else missing()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (notebook,) = hand_in(answer, work / "alone", 1)
        say("gradlab grade ...")
        gradlab = gradlab_grade(answer, folder_in(work, "gradlab"), ours)
        say("the code alone ...")
        others = [code_alone(notebook, work, ours, what) for what in ("notebook", "answers")]
        say("nbgrader autograde ...")
        others.insert(0, nbgrader_autograde(answer, folder_in(work, "nbgrader"), theirs))
        say("otter run ...")
        others.insert(0, otter_run(answer, folder_in(work, "otter"), theirs))
        if not no_containers:
            try:
                others.insert(2, otter_grade(answer, master, folder_in(work, "containers"), 2 * theirs))
            except SystemExit as stopped:  # an engine that fails must not cost the other figures
                say(str(stopped))
                no_containers = "it stopped, see the terminal"
        say(f"memory of {max(counts)} submissions ...")
        curve = memory_curve(folder_in(work, "memory"), counts)
    parts = [
        "# Results of `make bench`",
        "Written by `benchmarks/side_by_side`, whose first lines say what is compared"
        + (" (with --quick: few submissions)." if options.quick else "."),
        machine(),
        f"- Load when it began: {load:.1f}",
        "## A submission",
        times([gradlab, *others]),
        SAME_NETWORK,
        "## Beside the targets",
        ratios(gradlab, others),
        *([f"`otter grade --containers 2` was not timed: {no_containers}."] if no_containers else []),
        "## Memory of one command",
        memory(curve),
    ]
    text = "\n\n".join(parts).replace("\n\n- Load", "\n- Load") + "\n"
    options.out.write_text(text, encoding="utf-8")
    print(text)


def folder_in(work: Path, name: str) -> Path:
    """A folder of this name."""
    (work / name).mkdir()
    return work / name


def say(text: str) -> None:
    """What is being timed, so that nobody thinks it hangs."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
