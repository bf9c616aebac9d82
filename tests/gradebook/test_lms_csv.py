"""The three CSV files, against what the LMSs' own importers look for, read as they read it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importers import User, canvas_import, moodle_import
from people import CANVAS, MOODLE, course, roster
from sample_verdicts import verdict
from test_late import DUE

from instructor.errors import CommandError
from instructor.gradebook.book import Grade, OpenPoint, Work
from instructor.gradebook.canvas import as_canvas_shows_it, canvas_column, canvas_csv, canvas_open_points
from instructor.gradebook.explain import explained_csv, in_words, matches_csv, open_points_csv
from instructor.gradebook.gradescope import gradescope_csv
from instructor.gradebook.matching import Match
from instructor.gradebook.moodle import moodle_csv, moodle_folder, moodle_open_points
from instructor.gradebook.roster import Roster, Student

NAMES = {
    '=HYPERLINK("http://example.org")': '\'=HYPERLINK("http://example.org")',
    "+49 Ada": "'+49 Ada",
    "-Grace": "'-Grace",
    "@home": "'@home",
    "\uff1dwide": "'\uff1dwide",
    "Lovelace, Ada": "Lovelace, Ada",
    'Grace "Amazing" Hopper': 'Grace "Amazing" Hopper',
    "Jürgen Müller-Lüdenscheidt": "Jürgen Müller-Lüdenscheidt",
    "Nova 🚀 Ż\u0142": "Nova 🚀 Ż\u0142",
    "O'Brien; Pat": "O'Brien; Pat",
    "two\nlines": "two lines",
}
"""Names, and what an importer reads of each."""
WHO = course(*((f"{1000 + n}", name, f"s{n}@uni.example") for n, name in enumerate(NAMES)))


def grade(student: Student, points: float = 87.5, **changes: object) -> Grade:
    values = {"written": None, "days_late": 0, "share": 1.0, **changes}
    return Grade(student, Work("a", verdict("a.ipynb"), DUE), points, **values)  # type: ignore[arg-type]


def rows(text: str) -> list[list[str]]:
    """As an importer reads it, from the bytes that are uploaded."""
    return list(csv.reader(io.StringIO(text.encode("utf-8").decode("utf-8"), newline=""), strict=True))


def all_three(who: Roster) -> list[tuple[str, int, int]]:
    """Each CSV, how many rows come before the students, and the column of the name."""
    grades = [grade(student) for student in who.students]
    numbers = {student.id: str(number) for number, student in enumerate(who.students)}
    return [
        (canvas_csv(grades, who, {}, "Lab", 100.0), 2, 0),
        (moodle_csv(grades, who, numbers, 100.0), 1, 1),
        (gradescope_csv(grades, "Lab", 100.0), 1, 0),
    ]


def test_names_come_back_as_they_are_and_formulas_with_an_apostrophe() -> None:
    for text, before, column in all_three(WHO):
        assert [row[column] for row in rows(text)[before:]] == list(NAMES.values())


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4))
def test_any_name_gives_one_row_without_a_formula(names: list[str]) -> None:
    who = course(*((f"{1000 + n}", name, f"{name}@x") for n, name in enumerate(names)))
    for text, before, _ in all_three(who):
        read = rows(text)
        assert len(read) == before + len(names)
        assert len({len(row) for row in read}) == 1
        cells = [cell for row in read for cell in row if cell != "-"]
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


people = st.lists(
    st.tuples(
        st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}", fullmatch=True),
        (st.text(min_size=1, max_size=20) | st.sampled_from(list(NAMES))).filter(
            lambda name: "Points Possible" not in name  # by which Canvas knows the row of the maxima, and grades nobody
        ),
        st.floats(0, 100).map(lambda points: round(points, 2)),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0].casefold(),
)


@settings(deadline=None)
@given(people)
def test_canvas_gives_everybody_their_own_grade_whatever_they_are_called(found: list[tuple[str, str, float]]) -> None:
    who = course(*((key, name, f"{number}@uni.example") for number, (key, name, _) in enumerate(found)))
    grades = [grade(student, points) for student, (_, _, points) in zip(who.students, found, strict=True)]
    users = [User(number, name, key, f"{number}@uni.example") for number, (key, name, _) in enumerate(found)]
    for numbers in ({}, {key: str(number) for number, (key, _, _) in enumerate(found)}):
        imported = canvas_import(canvas_csv(grades, who, numbers, "Lab", 100.0).encode(), users)
        assert {number: float(row["Lab"]) for number, row in imported.items()} == {
            number: points for number, (_, _, points) in enumerate(found)
        }


@settings(deadline=None)
@given(people)
def test_moodle_gives_everybody_their_own_grade_whatever_they_are_called(found: list[tuple[str, str, float]]) -> None:
    who = course(*((key, name, f"{number}@uni.example") for number, (key, name, _) in enumerate(found)))
    grades = [grade(student, points) for student, (_, _, points) in zip(who.students, found, strict=True)]
    numbers = {key: str(number) for number, (key, _, _) in enumerate(found)}
    uploaded = moodle_csv(grades, who, numbers, 100.0).encode()
    assert moodle_import(uploaded, [User(number, "") for number in range(len(found))], 100.0) == {
        number: (points, f"{points:g} of 100 points.") for number, (_, _, points) in enumerate(found)
    }


def test_canvas_finds_header_points_and_students_by_sis_id() -> None:
    ada = Student("10815", "Ada Lovelace", "ada@uni.example")
    assert canvas_csv([grade(ada)], course(), {}, "Vanishing gradients", 120.0).encode() == (
        b"Student,ID,SIS User ID,SIS Login ID,Section,Vanishing gradients\r\n"
        b"    Points Possible,,,,,120\r\n"
        b"Ada Lovelace,,10815,ada@uni.example,,87.5\r\n"
    )


def test_canvas_gets_its_own_columns_back(tmp_path: Path) -> None:
    who = roster(tmp_path, CANVAS)
    column = canvas_column(who, "Lab")
    assert column == "Lab (77)"
    assert rows(canvas_csv([grade(who.students[0])], who, {"10815": "501"}, column, 100.0)) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lab (77)"],
        ["    Points Possible", "", "", "", "", "100"],
        ["Lovelace, Ada", "501", "10815", "ada", "Section 1", "87.5"],
    ]
    assert canvas_open_points(who, column, 100.0) == []
    problem = "it is worth 100 points in Canvas and 120 here; make them the same"
    assert canvas_open_points(who, column, 120.0) == [OpenPoint("Lab (77)", problem)]
    assert canvas_column(who, "Another lab") == "Another lab"


@pytest.mark.parametrize("column", ["Final Grade of the lab", "Section", "=lab"])
def test_a_column_that_canvas_would_not_read_is_refused(column: str) -> None:
    with pytest.raises(CommandError) as error:
        canvas_csv([], WHO, {}, column, 100.0)
    assert str(error.value) == f"Canvas imports no column named {column!r}. Name another with --column."


def test_moodle_finds_identifier_grade_and_comment() -> None:
    ada = Student("10815", "Ada Lovelace", "ada@uni.example")
    late = grade(ada, 80.0, written=10.0, days_late=2, share=0.6)
    header, row = rows(moodle_csv([late, grade(WHO.students[0])], course(), {"10815": "71"}, 120.0))
    assert dict(zip(header, row, strict=True)) == {
        "Identifier": "Participant 71",
        "Full name": "Ada Lovelace",
        "Email address": "ada@uni.example",
        "Status": "",
        "Grade": "54.00",
        "Maximum Grade": "120.00",
        "Grade can be changed": "Yes",
        "Last modified (submission)": "-",
        "Last modified (grade)": "-",
        "Feedback comments": "54 of 120 points (80 measured, 10 written). 2 days late: 40 % less.",
    }


def test_a_moodle_worksheet_comes_back_but_for_grades_and_comments(tmp_path: Path) -> None:
    who = roster(tmp_path, MOODLE)
    numbers = {student.id: student.lms_id for student in who.students}
    _, ada, grace = rows(moodle_csv(map(grade, who.students), who, numbers, 100.0))
    sent = rows(MOODLE)
    assert ada == [*sent[1][:4], "87.50", *sent[1][5:9], "87.5 of 100 points."]
    assert grace == [*sent[2][:4], "87.50", *sent[2][5:9], "87.5 of 100 points."]
    assert moodle_open_points(who, 100.0) == []
    problem = "the maximum grade is 100 in Moodle and 120 here; make them the same"
    assert moodle_open_points(who, 120.0) == [OpenPoint("roster.csv", problem)]


def test_gradescope_gets_the_columns_of_its_roster_and_gradebook() -> None:
    ada = Student("10815", "Ada Lovelace", "ada@uni.example")
    assert rows(gradescope_csv([grade(ada)], "Lab", 100.0)) == [
        ["Name", "SID", "Email", "Lab", "Lab - Max Points", "Lab - Submission Time"],
        ["Ada Lovelace", "10815", "ada@uni.example", "87.5", "100", "2026-11-20 22:59:00 +0000"],
    ]


def test_a_grade_is_explained_in_words_and_as_a_row() -> None:
    late = grade(WHO.students[5], 80.0, days_late=1, share=0.8)
    assert in_words(late, 100.0) == "64 of 100 points. 1 day late: 20 % less."
    header, row = rows(explained_csv([late], 100.0))
    assert dict(zip(header, row, strict=True)) == {
        "id": "1005",
        "name": "Lovelace, Ada",
        "email": "s5@uni.example",
        "grade": "64",
        "maximum": "100",
        "measured": "80",
        "written": "",
        "days late": "1",
        "share kept": "0.8",
        "submission": "a.ipynb",
        "time (UTC)": "2026-11-20 22:59:00",
    }


def test_matches_and_open_points_can_be_opened_in_a_spreadsheet() -> None:
    found = [Match("=a.ipynb", (WHO.students[0],), "id"), Match("b.ipynb", (), "nobody")]
    assert rows(matches_csv(found))[1:] == [
        ["'=a.ipynb", "1000", '\'=HYPERLINK("http://example.org")', "id"],
        ["b.ipynb", "", "", "nobody"],
    ]
    assert rows(open_points_csv([OpenPoint("=a", "no submission")]))[1:] == [["'=a", "no submission"]]


def test_a_folder_of_moodle_has_the_number_between_the_first_two_underscores() -> None:
    student = Student("1", "../Ada_L:ove\\lace 🚀", "a@b")
    folder = moodle_folder(student, "71")
    assert folder == ".. Ada L ove lace 🚀_71_assignsubmission_file_".removeprefix(".. ")
    assert folder.split("_", 4)[1:4] == ["71", "assignsubmission", "file"]


def test_feedback_for_canvas_is_what_its_name_says() -> None:
    import nbformat

    notebook = nbformat.reads(
        as_canvas_shows_it("x_1_2_lab.ipynb", b"<p>well done</p>", "9 of 10 points."), as_version=4
    )
    nbformat.validate(notebook)
    assert notebook.cells[0].source == "9 of 10 points."
    assert notebook.cells[1].outputs[0].data["text/html"] == "<p>well done</p>"
    with zipfile.ZipFile(io.BytesIO(as_canvas_shows_it("x_1_2_lab.zip", b"<p>", "9 of 10 points."))) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            "feedback.html": b"<p>",
            "grade.txt": b"9 of 10 points.\n",
        }
    assert as_canvas_shows_it("x_1_2_lab.html", b"<p>", "9 of 10 points.") == b"<p>"
