"""What a reader can count on in both notebooks: order of headings, goals and minutes, words for every figure and link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import jupytext
import pytest
import textstat

from instructor.master import find, skeleton, solved
from instructor.notebook_code import notebook_code

LECTURE = Path(__file__).parents[2] / "assignments" / "lecture" / "lecture.py"
NOTEBOOKS = {"lab": lambda: skeleton(find("lab")), "lecture": lambda: jupytext.read(LECTURE)}
STUBS = [
    str(cell.source) for cell in skeleton(find("lab")).cells if re.search(r"^    raise NotImpl", cell.source, re.M)
]
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)
# The blocks of pictographs and dingbats: emoji, check marks, crosses.
SYMBOLS = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")


@pytest.fixture(scope="module", params=sorted(NOTEBOOKS))
def cells(request: pytest.FixtureRequest) -> list[tuple[str, str]]:
    """The cells of a notebook: kind and source."""
    return [(str(cell.cell_type), str(cell.source)) for cell in NOTEBOOKS[request.param]().cells]


@pytest.fixture(scope="module")
def lab() -> str:
    return texts([(str(cell.cell_type), str(cell.source)) for cell in skeleton(find("lab")).cells])


def texts(cells: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(source for kind, source in cells if kind == "markdown")


def test_one_title_and_no_level_of_headings_is_skipped(cells: list[tuple[str, str]]) -> None:
    levels = [len(marks) for marks, _ in HEADING.findall(texts(cells))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_exclamation_mark_and_no_symbol_carries_meaning(cells: list[tuple[str, str]]) -> None:
    words = CODE.sub("", texts(cells))
    assert "!" not in re.sub(r"!\[", "", words)
    assert SYMBOLS.findall("\n".join(source for _, source in cells)) == []


def test_links_have_words(cells: list[tuple[str, str]]) -> None:
    text = CODE.sub("", texts(cells))
    assert re.findall(r"<https?://[^>]*>", text) == []
    assert all(len(words) > 5 and "://" not in words for words in re.findall(r"\[([^\]]*)\]\(https?://", text))


def test_links_inside_the_notebook_have_a_heading_to_go_to(cells: list[tuple[str, str]]) -> None:
    headings = {title.strip().replace(" ", "-") for _, title in HEADING.findall(texts(cells))}
    assert set(re.findall(r"\]\(#([^)]*)\)", texts(cells))) <= headings


def test_no_number_at_the_start_of_a_line_turns_a_sentence_into_a_list(cells: list[tuple[str, str]]) -> None:
    lines = texts(cells).split("\n")
    numbered = re.compile(r"\s*\d+[.)] ")
    assert [
        after
        for line, after in pairwise(lines)
        if numbered.match(after) and line.strip() and not re.match(r"\s|\d", line)
    ] == []


def prose(markdown: str) -> str:
    """The sentences of a cell: without headings, tables and addresses, a list's items as sentences, code as one word."""
    lines = [
        "" if re.match(r"[|#]", line) else re.sub(r"^\s*(?:-|\d+\.) ", "\n", line) for line in markdown.split("\n")
    ]
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", CODE.sub("it", "\n".join(lines))).replace("*", "")
    blocks = [" ".join(block.split()).rstrip(":.,;") for block in re.split(r"\n\s*\n", words)]
    return " ".join(block if block.endswith("?") else f"{block}." for block in blocks if block)


def test_every_text_is_written_for_grade_nine_or_below(cells: list[tuple[str, str]]) -> None:
    # What follows a written question is the model answer, which students do not get.
    asked = [cells[0], *(cell for before, cell in pairwise(cells) if not before[1].startswith("### Question"))]
    longer = [text for kind, source in asked if kind == "markdown" and len((text := prose(source)).split()) >= 40]
    assert len(longer) > 10
    grades = {text: textstat.flesch_kincaid_grade(text) for text in longer}
    assert {text: grade for text, grade in grades.items() if grade > 9} == {}
    assert textstat.flesch_kincaid_grade(" ".join(longer)) < 7


def test_there_is_one_setup_cell_and_it_prints_the_versions(cells: list[tuple[str, str]]) -> None:
    setups = [source for kind, source in cells if kind == "code" and "import tensorflow" in source]
    assert len(setups) == 1
    assert "tf.__version__" in setups[0]
    assert "keras.__version__" in setups[0]


def test_every_section_of_the_lab_states_goal_minutes_and_points(lab: str) -> None:
    sections = re.split(r"^## ", lab, flags=re.MULTILINE)[1:]
    working = [part for part in sections if part.startswith(("Setup", "Part "))]
    assert len(working) == 7
    for part in working:
        assert "**Goal:**" in part, part[:40]
        assert re.search(r"\*\*Minutes:\*\*\s+\d+", part), part[:40]
        assert "**Points:**" in part, part[:40]
    minutes = sum(int(number) for number in re.findall(r"\*\*Minutes:\*\*\s+(\d+)", lab))
    assert 60 <= minutes <= 90
    assert f"That makes {minutes} minutes" in lab


def test_the_lab_asks_for_a_prediction_before_each_measurement(lab: str) -> None:
    parts = re.split(r"^## Part \d: ", lab, flags=re.MULTILINE)[1:6]
    for part in parts:
        assert "redict" in part[: part.index("### Task")], part[:30]


def test_every_figure_of_the_lab_is_followed_by_how_to_read_it() -> None:
    cells = skeleton(find("lab")).cells
    drawing = [number for number, cell in enumerate(cells) if cell.cell_type == "code" and "display(" in cell.source]
    assert len(drawing) == 3
    for number in drawing:
        assert cells[number + 1].source.startswith("*How to read the figure"), cells[number].source[:60]


def test_a_broken_answer_does_not_stop_run_all() -> None:
    names = [re.findall(r"def (\w+)", stub)[0] for stub in STUBS]
    code = notebook_code(skeleton(find("lab")))
    using = [source for source in code if any(name in source for name in names) and source not in STUBS]
    demonstrations = [source for source in using if not source.startswith("grader.check(")]
    assert len(demonstrations) == 5
    assert all("with your_functions():" in source for source in demonstrations)


def test_a_reference_answer_is_about_ten_lines() -> None:
    answers = [str(cell.source) for cell in solved(find("lab")).cells if re.match(r"def \w+\(", str(cell.source))]
    bodies = {
        source.split("(")[0]: len(source.strip().splitlines()) - 2
        for source in answers
        if source.split("(")[0].split()[1] in re.findall(r"def (\w+)", " ".join(STUBS))
    }
    assert len(bodies) == 5
    assert max(bodies.values()) <= 13, bodies


def test_each_stub_says_that_it_is_not_started() -> None:
    assert len(STUBS) == 5
    assert all("is not started yet" in stub for stub in STUBS)
