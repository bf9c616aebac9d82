"""The notebook that every system grades: the lab's reference answer, once for each student."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbformat

from instructor.golden import goldens, notebook
from instructor.master import Master


def reference(master: Master) -> Any:
    """The reference answer as a notebook."""
    return next(notebook(golden, master) for golden in goldens(master) if golden.name == "reference")


def hand_in(answer: Any, folder: Path, count: int) -> list[Path]:
    """Write it `count` times; each has other bytes, so that nothing can be graded once for all."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        one = copy.deepcopy(answer)
        one.metadata["student"] = number
        paths.append(folder / f"student_{number:04}.ipynb")
        nbformat.write(one, paths[-1])
    return paths
