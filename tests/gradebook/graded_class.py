"""A small folder of results, as `gradlab grade` leaves it, made of sample verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sample_verdicts import verdict

from autograder.store import write_json, write_whole
from instructor.class_folder import Batch, ClassFolder

ASSIGNMENT = """\
title = "Vanishing gradients"
[questions.clip_gradients.public]
returns_list = 100
[written]
points = 20
[late]
due = 2026-11-20T23:59:00+01:00
grace_minutes = 15
percent_per_day = 20
max_days = 3
time_zone = "Europe/Berlin"
"""


def assignment(folder: Path, text: str = ASSIGNMENT) -> Path:
    """The folder of an assignment `lab`."""
    made = folder / "lab"
    made.mkdir()
    (made / "assignment.toml").write_text(text, encoding="utf-8")
    return made


def results(folder: Path, scores: Mapping[str, float]) -> Path:
    """A folder of results: the score of each submission by its name."""
    stems = {f"s{number}": name for number, name in enumerate(scores)}
    made = ClassFolder(folder / "graded")
    made.begin(Batch("lab", "mark", "1/1", stems))
    for stem, name in stems.items():
        write_json(made.result(stem), verdict(name) | {"score": scores[name]})
        write_whole(made.feedback(stem), f"<!doctype html><title>Feedback {stem}</title>")
    return made.path
