"""`python -m gradlab check`: what a student reads in a terminal."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gradlab.command_line import main

STUB = (
    'def clip_gradients(gradients, max_norm=1.0):\n    raise NotImplementedError("clip_gradients is not started yet")'
)
RIGHT = """import numpy as np


def clip_gradients(gradients, max_norm=1.0):
    norms = [0 if one is None else np.linalg.norm(one) for one in gradients]
    return [one if n <= max_norm else one * (max_norm / n) for one, n in zip(gradients, norms)]
"""


def notebook(folder: Path, source: str) -> Path:
    path = folder / "lab.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": source}]}), encoding="utf-8")
    return path


def test_an_answer_that_is_not_started_is_called_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(notebook(tmp_path, STUB)), "--question", "clip_gradients"]) == 0
    assert capsys.readouterr().out == "clip_gradients: This part has not been started yet.\n\n"


@pytest.mark.parametrize("content", ["", "[]", "{}", "%PDF"])
def test_a_file_that_is_no_notebook_is_one_sentence(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lab.ipynb"
    path.write_text(content, encoding="utf-8")
    assert main(["check", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"{path} cannot be read as a notebook: ")
    assert told.err.endswith("Save it in Jupyter and try again.\n")


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "no.ipynb"
    assert main(["check", str(path)]) == 2
    assert capsys.readouterr().err == f"There is no file {path}. Name the notebook as it is called in this folder.\n"


def test_tensorflows_warning_that_it_compiles_often_is_not_shown(tmp_path: Path) -> None:
    main(["check", str(notebook(tmp_path, STUB)), "--question", "clip_gradients"])
    assert not logging.getLogger("tensorflow").isEnabledFor(logging.WARNING)


@pytest.mark.slow
def test_the_terminal_shows_the_checks_and_nothing_of_tensorflow(tmp_path: Path) -> None:
    path = notebook(tmp_path, RIGHT)
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    command = [sys.executable, "-m", "gradlab", "check", str(path), "--question", "clip_gradients"]
    done = subprocess.run(command, capture_output=True, text=True, env=quiet, check=True)
    assert done.stderr == ""
    assert "clip_gradients: 3 of 3 public checks passed" in done.stdout
