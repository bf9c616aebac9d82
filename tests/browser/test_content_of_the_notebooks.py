"""What the course asks of the lecture, and what the checklist asks of both notebooks, is there; nothing is only promised."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import pytest

from instructor.master import ASSIGNMENTS, find, skeleton

LECTURE = [
    (str(cell.cell_type), str(cell.source)) for cell in jupytext.read(ASSIGNMENTS / "lecture" / "lecture.py").cells
]
LAB = [(str(cell.cell_type), str(cell.source)) for cell in skeleton(find("lab")).cells]
PLAN = (ASSIGNMENTS / "lecture" / "lesson_plan.md").read_text(encoding="utf-8")
CARD = r"^\| Symptom \|.*\n\|[-|]+\n((?:\|.*\n?)+)"


def code(cells: list[tuple[str, str]]) -> list[str]:
    return [source for kind, source in cells if kind == "code"]


def words(cells: list[tuple[str, str]]) -> str:
    return "\n\n".join(source for kind, source in cells if kind == "markdown")


def rows_under(heading: str, text: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    section = re.search(rf"^#+ {re.escape(heading)}.*?(?=^#|\Z)", f"{text}\n", re.MULTILINE | re.DOTALL)
    assert section, heading
    table = re.search(r"^\|[^\n]*\n\|[-:| ]+\n((?:\|[^\n]*\n)+)", section[0], re.MULTILINE)
    assert table, heading
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table[1].strip().split("\n")]


@pytest.mark.parametrize(
    ("element", "place", "needle"), rows_under("What the course asks for, and the cell that has it", PLAN)
)
def test_every_element_of_the_course_is_in_the_cell_that_the_lesson_plan_names(
    element: str, place: str, needle: str
) -> None:
    """The needle stands in a code cell that belongs to the section named: what is asked for runs, it is not only told."""
    heading, found = "", []
    for kind, source in LECTURE:
        if kind == "markdown":
            heading = (re.findall(r"^#+ (.*)$", source, re.MULTILINE) or [heading])[-1]
        elif needle.strip("`") in source:
            found.append(heading)
    assert place in found, element


def test_the_timetable_fills_the_hundred_minutes_and_names_every_section() -> None:
    rows = rows_under("Timetable", PLAN)
    starts = [int(hours) * 60 + int(minutes) for hours, minutes in (row[0].split(":") for row in rows)]
    lengths = [int(row[1]) for row in rows]
    assert starts == [sum(lengths[:i]) for i in range(len(rows))]
    assert sum(lengths) == 100
    told = [minutes for *_, minutes in rows_under("Week 5: vanishing and exploding gradients", words(LECTURE))]
    assert sum(map(int, told)) == 100


@pytest.mark.parametrize("cells", [LAB, LECTURE], ids=["lab", "lecture"])
def test_the_diagnostic_card_goes_from_symptom_to_what_the_remedy_does_not_fix(cells: list[tuple[str, str]]) -> None:
    card = re.search(CARD, words(cells), re.MULTILINE)
    assert card
    rows = [row.strip("|").split("|") for row in card[1].strip().split("\n")]
    assert len(rows) >= 5
    assert all(len(row) == 5 and all(cell.strip() for cell in row) for row in rows)


@pytest.mark.parametrize("cells", [LAB, LECTURE], ids=["lab", "lecture"])
def test_the_three_ways_to_clip_and_the_second_result_are_told_apart(cells: list[tuple[str, str]]) -> None:
    text = " ".join(words(cells).split())
    assert re.search(r"`clipnorm(?:=c)?` \| the norm of (?:\*\*)?each variable's(?:\*\*)? gradient", text)
    assert re.search(r"`global_clipnorm(?:=c)?` \| the norm of (?:\*\*)?all(?:\*\*)? gradients together", text)
    assert re.search(r"`clipvalue(?:=c)?` \| every single number", text)
    everything = " ".join(" ".join(source for _, source in cells).split())
    assert re.search(
        r"second (?:result of tf.clip_by_global_norm|is the global norm \*\*before\*\* clipping)", everything
    )


def test_every_written_question_has_a_rubric_with_two_samples_for_each_level() -> None:
    rubric = (ASSIGNMENTS / "lab" / "rubric.md").read_text(encoding="utf-8")
    questions = re.findall(r"^### (Question \d: .*)$", words(LAB), re.MULTILINE)
    assert len(questions) == 4
    for question in questions:
        levels = [level for level, _ in rows_under(question, rubric)]
        assert {level: levels.count(level) for level in "5430"} == dict.fromkeys("5430", 2), question
        assert levels.count("2") + levels.count("1") == 2, question


def test_every_path_that_the_checklist_names_is_there() -> None:
    root = Path(__file__).parents[2]
    named = re.findall(r"`pytest (?:-m \w+ )?([\w/.]+)", (root / "docs" / "checklist.md").read_text(encoding="utf-8"))
    assert len(named) > 5
    assert [path for path in named if not (root / path).exists()] == []
