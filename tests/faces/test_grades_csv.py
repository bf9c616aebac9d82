from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_verdicts import HOSTILE_NAMES, QUESTIONS, a_class, verdict

from autograder.faces.grades_csv import grades_csv

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_there_is_one_row_for_each_submission_and_one_column_for_each_question() -> None:
    rows = read(grades_csv(a_class(30)))
    assert len(rows) == 30
    assert list(rows[0]) == ["submission", "status", "score", "max_score", *QUESTIONS, "sha256", "detail"]


def test_points_are_plain_numbers() -> None:
    row = read(grades_csv([verdict()]))[0]
    assert (row["score"], row["max_score"], row["fix_network"]) == ("100", "100", "30")


def test_a_fraction_of_a_point_is_not_lost() -> None:
    row = read(grades_csv([verdict() | {"score": 87.5}]))[0]
    assert row["score"] == "87.5"


def test_a_submission_without_a_question_leaves_its_cell_empty() -> None:
    unreadable = verdict("b.ipynb", "unreadable", "The file is not JSON.") | {"questions": {}}
    rows = read(grades_csv([verdict(), unreadable]))
    assert rows[1]["fix_network"] == ""
    assert rows[1]["detail"] == "The file is not JSON."


def test_no_verdict_gives_a_header_alone() -> None:
    assert grades_csv([]) == "submission,status,score,max_score,sha256,detail\r\n"


@pytest.mark.parametrize("start", [*DANGEROUS, " =", "\n=", "\uff1d"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    row = read(grades_csv([verdict(start + "1+1", detail=start + "cmd|' /C calc'!A0")]))[0]
    assert row["submission"] == "'" + start + "1+1"
    assert row["detail"].startswith("'")


def test_a_negative_score_stays_a_number() -> None:
    assert read(grades_csv([verdict() | {"score": -1.0}]))[0]["score"] == "-1"


@given(st.lists(st.text(st.characters(codec=None, categories=None), max_size=40), max_size=5))
def test_any_name_gives_one_row_that_can_be_written_and_no_formula(names: list[str]) -> None:
    made: list[dict[str, Any]] = [verdict(name) for name in names]
    text = grades_csv(made)
    rows = list(csv.reader(io.StringIO(text.encode("utf-8").decode("utf-8"), newline="")))
    assert len(rows) == len(names) + 1
    assert all(len(row) == 11 for row in rows[1:])
    assert not any(cell.startswith(DANGEROUS) for row in rows[1:] for cell in row)


def test_hostile_names_come_back_as_they_were_where_that_is_safe() -> None:
    rows = read(grades_csv(verdict(name) for name in HOSTILE_NAMES))
    assert rows[0]["submission"] == HOSTILE_NAMES[0]
    assert rows[4]["submission"] == "x" * 5000
    assert rows[5]["submission"] == r"undecodable\udcff.ipynb"
