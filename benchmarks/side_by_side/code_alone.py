"""The student's code alone in a warm interpreter: no grader, no sandbox, no judge; the least that any grader could take.

    python code_alone.py NOTEBOOK COUNT WHAT

One process imports the libraries and forks once for each run. WHAT is `notebook` (all cells, top to bottom) or `answers` (the
cells that define or import something, then the three checks). As many run at once as `gradlab grade` has jobs. Prints the
seconds from the first fork to the last exit.
"""

from __future__ import annotations

import ast
import contextlib
import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from three_checks import THREE_CHECKS
from timing import Took, run

AT_ONCE = 2


def code_alone(notebook: Path, work: Path, count: int, what: str) -> Took:
    """Time it in a process of its own, whose start and imports are not counted."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        out = Path(folder) / "took"
        run([sys.executable, __file__, notebook, count, what, out], Path(folder), {"MPLBACKEND": "agg"})
        seconds, cpu = map(float, out.read_text().split())
    how = {"notebook": "all cells of the notebook", "answers": "its definitions and the three asserts"}[what]
    return Took(f"code alone: {what}", f"{how}; forks of a warm interpreter, {AT_ONCE} at once", count, seconds, cpu)


def sources(notebook: Path, what: str) -> list[str]:
    """The code to run."""
    import nbformat

    cells = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    if what == "notebook":
        return cells
    return [cells[0], *filter(_only_defines, cells[1:]), *THREE_CHECKS.values()]


def _only_defines(source: str) -> bool:
    return all(isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom) for node in ast.parse(source).body)


def run_in_child(cells: list[str]) -> None:
    """Run the cells in this process, which then ends: with 0, or with 1 when one of them raised."""
    space: dict[str, Any] = {"__name__": "__main__", "display": lambda *_: None}
    try:
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
            for source in cells:
                exec(compile(source, "cell", "exec"), space)  # the lab's own reference answer
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    notebook, count, what, out = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    import keras  # noqa: F401 - what the notebook imports, before the first fork
    import sklearn.datasets  # noqa: F401

    import gradlab  # noqa: F401

    cells = sources(notebook, what)
    began, cpu = time.perf_counter(), _children_cpu()
    running = started = 0
    while started < count or running:
        if started < count and running < AT_ONCE:
            if os.fork() == 0:
                run_in_child(cells)
            started, running = started + 1, running + 1
            continue
        _, status = os.wait()
        running -= 1
        if status:
            raise SystemExit("the student's code stopped")
    out.write_text(f"{time.perf_counter() - began} {_children_cpu() - cpu}")


if __name__ == "__main__":
    main()
