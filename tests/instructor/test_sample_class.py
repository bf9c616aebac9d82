"""The sample class, graded for real: every golden submission gets the score and the status that it declares."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from instructor.collect import collect
from instructor.engines import default_jobs, this_machine
from instructor.golden import Golden, goldens, save
from instructor.grade import grade_class
from instructor.master import Master, find

FEW = ("reference", "skeleton", "not_a_notebook", "sigmoid_he")


@pytest.fixture(scope="module")
def lab() -> Master:
    return find("lab")


def graded(chosen: Iterable[Golden], lab: Master, folder: Path) -> tuple[dict[str, dict[str, Any]], list[bool]]:
    """Verdicts by name, and for each announcement whether it was kept from before."""
    handed_in = folder / "class"
    handed_in.mkdir(exist_ok=True)
    for one in chosen:
        save(one, lab, handed_in)
    kept: list[bool] = []
    result = grade_class(
        collect([handed_in]),
        lab,
        folder / "graded",
        engine=this_machine(default_jobs()),
        announce=lambda _, was_kept: kept.append(was_kept),
        say=print,
        allow_process_only=True,
    )
    assert result.errors == []
    return {verdict["submission"].removesuffix(".ipynb"): verdict for verdict in result.verdicts}, kept


def as_declared(chosen: Iterable[Golden], verdicts: dict[str, dict[str, Any]]) -> None:
    declared = {one.name: (one.status, one.score) for one in chosen}
    found = {
        name: (verdict["status"], {key: question["score"] for key, question in verdict["questions"].items()})
        for name, verdict in verdicts.items()
    }
    assert {name: found[name] for name in declared if found[name] != declared[name]} == {}
    assert set(found) == set(declared)


def test_four_submissions_get_what_they_declare_and_are_kept_when_nothing_has_changed(
    tmp_path: Path, lab: Master
) -> None:
    chosen = [one for one in goldens(lab) if one.name in FEW]
    verdicts, kept = graded(chosen, lab, tmp_path)
    as_declared(chosen, verdicts)
    assert kept == [False] * 4
    out = tmp_path / "graded"
    for name, verdict in verdicts.items():
        assert json.loads((out / "results" / f"{name}.json").read_text()) == verdict
        assert (out / "feedback" / f"{name}.html").is_file()
    rows = list(csv.DictReader((out / "grades.csv").open(encoding="utf-8-sig")))
    assert {Path(row["submission"]).stem for row in rows} == set(FEW)
    assert (out / "index.html").is_file()

    again, kept = graded([], lab, tmp_path)
    assert kept == [True] * 4
    assert again == verdicts


@pytest.mark.slow
def test_a_submission_that_has_changed_or_lost_its_page_is_graded_again(tmp_path: Path, lab: Master) -> None:
    chosen = [one for one in goldens(lab) if one.name in FEW]
    verdicts, _ = graded(chosen, lab, tmp_path)
    (tmp_path / "graded" / "feedback" / "reference.html").unlink()
    (tmp_path / "class" / "skeleton.ipynb").write_bytes(b"{}")
    changed, kept = graded([], lab, tmp_path)
    assert sorted(kept) == [False, False, True, True]
    assert changed["skeleton"]["status"] == "unreadable"
    assert changed["reference"]["score"] == verdicts["reference"]["score"]


@pytest.mark.slow
def test_the_whole_sample_class_gets_what_it_declares(tmp_path: Path, lab: Master) -> None:
    chosen = goldens(lab)
    verdicts, _ = graded(chosen, lab, tmp_path)
    as_declared(chosen, verdicts)
