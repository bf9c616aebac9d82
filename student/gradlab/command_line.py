"""`python -m gradlab check NOTEBOOK`: the notebook's own checks, asked from a terminal, with the same words."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gradlab.checking.notebook import FUNCTIONS, QUESTIONS, LocalVerdict, check_locally
from gradlab.reading.answer_code import find_answer
from gradlab.reading.cells import Cell, parse_cells
from gradlab.reading.loading import load

PICTURE = "gradient_flow.png"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0 when the checks could be run, 2 when there was nothing to run them on."""
    parser = argparse.ArgumentParser(prog="python -m gradlab", description="Check the answers in your notebook.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="run the public checks on a notebook")
    check.add_argument("notebook", type=Path)
    check.add_argument("--question", choices=QUESTIONS, help="this one only")
    check.add_argument("--watch", action="store_true", help="check again whenever the notebook is saved")
    chosen = parser.parse_args(arguments)
    # TensorFlow's start-up messages say nothing about the answers; it reads these when it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    # Nor does its warning that a check compiles often. It logs under this name, so it need not be imported here.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    questions = [chosen.question] if chosen.question else list(QUESTIONS)
    if not chosen.watch:
        return check_notebook(chosen.notebook, questions)
    return _watch(chosen.notebook, questions)


def check_notebook(path: Path, questions: Sequence[str]) -> int:
    """Check the answers of one notebook and print the feedback; a plot goes beside the notebook."""
    try:
        cells = _code_cells(path)
    except FileNotFoundError:
        print(f"There is no file {path}. Name the notebook as it is called in this folder.", file=sys.stderr)
        return 2
    except (OSError, ValueError) as error:
        print(f"{path} cannot be read as a notebook: {error}. Save it in Jupyter and try again.", file=sys.stderr)
        return 2
    for question in questions:
        print(_feedback(question, cells, path.parent), end="\n\n")
    return 0


def _feedback(question: str, cells: Sequence[Cell], folder: Path) -> str:
    name = FUNCTIONS.get(question, question)
    code = find_answer(name, cells)
    if code.state != "answered":
        return f"{question}: {code.note}"
    function, error = load(code.units, name)
    if function is None:
        return f"{question}: {error}"
    verdict = check_locally(question, {name: function})
    return "\n".join([verdict.text, *_picture(verdict, folder)])


def _picture(verdict: LocalVerdict, folder: Path) -> list[str]:
    measured = verdict.measured
    if not measured.get("layers"):
        return []
    from gradlab.plots.flow import plot_gradient_flow

    yours = dict(zip(measured["layers"], measured["gradient_norms"], strict=True))
    original = dict(zip(measured["original_layers"], measured["original_gradient_norms"], strict=True))
    plot_gradient_flow({"original network": original, "your network": yours}).savefig(folder / PICTURE)
    return [f"Your network's gradients by layer: {folder / PICTURE}"]


def _code_cells(path: Path) -> list[Cell]:
    notebook: Any = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("it has no cells")
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell.get("cell_type") == "code"]
    return parse_cells(sources)


def _watch(path: Path, questions: Sequence[str]) -> int:
    """Check on every save until Ctrl-C; a second's look at the file's time needs no library and misses nothing."""
    seen = 0.0
    try:
        while True:
            changed = path.stat().st_mtime if path.exists() else 0.0
            if changed != seen:
                seen = changed
                print(f"--- {time.strftime('%H:%M:%S')} ---")
                check_notebook(path, questions)
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
