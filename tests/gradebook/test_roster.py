from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import CANVAS, MOODLE, ROSTER, roster

from instructor.errors import CommandError
from instructor.gradebook.roster import read_roster


def test_a_roster_is_read_in_its_order(tmp_path: Path) -> None:
    read = roster(tmp_path)
    assert [(one.id, one.name, one.email) for one in read.students][::2] == [
        ("10815", "Ada Lovelace", "ada@uni.example"),
        ("10817", "Müller, Jürgen", "jm@uni.example"),
    ]
    assert read.kind == "plain"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffE-Mail;ID;Name\r\nada@uni.example;10815;Ada Lovelace\r\n",
        "Student  ID\tEmail Address\tFull Name\n\n10815\tada@uni.example\tAda Lovelace\n\t\t\n",
        "Last name,First name,SID,Email\nLovelace,Ada,10815,ada@uni.example\n",
        "First Name,Last Name,SID,Email,Role\nAda,Lovelace,10815,ada@uni.example,Student\nT,A,,ta@x,TA\n",
    ],
)
def test_order_case_separator_bom_and_empty_rows_make_no_difference(tmp_path: Path, text: str) -> None:
    (student,) = roster(tmp_path, text).students
    assert (student.id, student.name, student.email) == ("10815", "Ada Lovelace", "ada@uni.example")


def test_a_canvas_export_tells_numbers_and_points_and_its_test_student_is_left_out(tmp_path: Path) -> None:
    read = roster(tmp_path, CANVAS)
    assert read.kind == "canvas"
    assert [(one.id, one.lms_id, one.login, one.section) for one in read.students] == [
        ("10815", "501", "ada", "Section 1"),
        ("10816", "502", "grace@uni.example", "Section 1"),
    ]
    assert read.students[1].email == "grace@uni.example"
    assert read.points_possible["lab (77)"] == "100.0"


def test_a_moodle_worksheet_tells_the_participants(tmp_path: Path) -> None:
    read = roster(tmp_path, MOODLE)
    assert read.kind == "moodle"
    assert [(one.id, one.lms_id) for one in read.students] == [("Participant 71", "71"), ("Participant 72", "72")]


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).filter(str.strip), min_size=1, max_size=5
    )
    | st.just(["=1+1", "+1", "-1", "@x", "a,b", 'a "b" c', "a;b", "Jürgen", "🚀"]),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_names_come_back_as_they_were_written(names: list[str], separator: str, encoding: str) -> None:
    text = io.StringIO(newline="")
    rows = [["id", "name", "email"], *([f"id{number}", name, f"{number}@x"] for number, name in enumerate(names))]
    csv.writer(text, delimiter=separator).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        assert [student.name for student in read_roster(path).students] == [name.strip() for name in names]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty. The first row names the columns."),
        ("id,name,email\n", "names no student. Each row below the header is one."),
        ("id,name\n1,Ada\n", "has no column 'email'; its columns are: id, name. Add it."),
        ("id,email\n1,a@b\n", "has no column 'name'; its columns are: id, email. Add it."),
        ("id,ID,name,email\n1,2,Ada,a@b\n", "has two columns 'id'. Keep one of them."),
        ("id,name,email\n1,Ada,\n", ", line 2: no email. Fill it in, or leave the row out."),
        ("id,name,email\n1,Ada,a@b\n\n1,Eve,e@b\n", ", line 4: the id '1' is that of line 2 too."),
        ("id,name,email\n1,Ada,a@b\n2,Eve,A@B\n", ", line 3: the email 'A@B' is that of line 2 too."),
        (
            "id,name,email\n1,Lovelace, Ada,a@b\n",
            ", line 2: 4 cells below 3 headers. Put text that holds the separator",
        ),
        ('id,name,email\n1,"Ada,a@b\n', "this is not CSV (unexpected end of data). Mend that line."),
        ("id,name,email\n=1+1,Ada,a@b\n", ", line 2: the id '=1+1' begins like a formula or holds control characters."),
        ("Identifier,Full name\nAda,Ada\n", ", line 2: the identifier 'Ada' does not end in a number."),
    ],
)
def test_what_is_wrong_with_a_roster_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CommandError) as error:
        roster(tmp_path, text)
    assert sentence in str(error.value)
    assert str(tmp_path / "roster.csv") in str(error.value)


def test_another_encoding_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(ROSTER.replace("李 小龙", "Lee").encode("cp1252"))
    with pytest.raises(CommandError, match=r"is not UTF-8\. Save it once more, as 'CSV UTF-8'\."):
        read_roster(path)


def test_a_missing_roster_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot be read \(No such file or directory\)"):
        read_roster(tmp_path / "none.csv")
