from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from people import ROSTER, course, roster
from sample_verdicts import mixed_verdict, verdict
from test_late import DUE, RULE

from instructor.errors import CommandError
from instructor.gradebook.book import Book, OpenPoint, Rules, Work, make_book
from instructor.gradebook.gradescope_metadata import read_metadata
from instructor.gradebook.matching import Matcher
from instructor.gradebook.records import read_extensions, read_groups, read_matches, read_times, read_written

WHO = course(("10815", "Ada Lovelace", "ada@uni.example"), ("10816", "Grace Hopper", "grace@uni.example"))


def work(name: str, score: float, late: timedelta | None = None, **changes: Any) -> Work:
    return Work(name, verdict(name) | {"score": score} | changes, None if late is None else DUE + late)


def book(*works: Work, **rules: Any) -> Book:
    return make_book(WHO, works, Matcher(WHO).match([one.name for one in works]), Rules(**rules))


def points(made: Book) -> dict[str, float]:
    return {grade.student.id: grade.points for grade in made.grades}


EARLY, LATE = timedelta(hours=-1), timedelta(hours=25)


def test_a_grade_is_the_score_of_the_submission() -> None:
    made = book(work("10815.ipynb", 87.5), work("10816.ipynb", 50))
    assert points(made) == {"10815": 87.5, "10816": 50.0}
    assert made.open_points == []


def test_both_sides_that_do_not_match_are_open() -> None:
    made = book(work("10815.ipynb", 87.5), work("lab.ipynb", 50))
    assert made.open_points == [
        OpenPoint("lab.ipynb", "no id, email or name of the roster is in its name"),
        OpenPoint("Grace Hopper (10816)", "no submission"),
    ]


def test_the_last_submission_counts_or_the_best_with_what_lateness_costs() -> None:
    works = [work("10815/a.ipynb", 90, EARLY), work("10815/b.ipynb", 100, LATE), work("10816.ipynb", 1, EARLY)]
    assert points(book(*works, late=RULE))["10815"] == 60.0
    assert points(book(*works, late=RULE, keep="best"))["10815"] == 90.0
    assert points(book(*works, keep="best"))["10815"] == 100.0


def test_without_times_the_last_submission_is_not_guessed() -> None:
    works = [work("10815/a.ipynb", 90, EARLY), work("10815/b.ipynb", 100), work("10816.ipynb", 1)]
    made = book(*works)
    assert points(made) == {"10816": 1.0}
    assert made.open_points == [
        OpenPoint(
            "Ada Lovelace (10815)",
            "2 submissions, and it is unknown when 10815/b.ipynb came in, so that none is known to be the last",
        )
    ]
    assert points(book(*works, keep="best"))["10815"] == 100.0


def test_an_unknown_time_costs_nothing_and_is_open() -> None:
    made = book(work("10815.ipynb", 90), work("10816.ipynb", 50, LATE), late=RULE)
    assert points(made) == {"10815": 90.0, "10816": 30.0}
    assert made.open_points == [
        OpenPoint("Ada Lovelace (10815)", "it is unknown when 10815.ipynb came in; nothing was taken off")
    ]


def test_an_extension_is_for_one_student_alone() -> None:
    made = book(
        work("10815.ipynb", 90, LATE),
        work("10816.ipynb", 90, LATE),
        late=RULE,
        extensions={"10815": DUE + timedelta(days=7)},
    )
    assert points(made) == {"10815": 90.0, "10816": 54.0}


def test_everybody_in_a_group_gets_the_grade() -> None:
    ada, grace = WHO.students
    made = book(work("10815.ipynb", 90), groups={one.id: (ada, grace) for one in WHO.students})
    assert points(made) == {"10815": 90.0, "10816": 90.0}


def test_the_written_part_is_added_and_waited_for() -> None:
    made = book(work("10815.ipynb", 90, LATE), work("10816.ipynb", 90, EARLY), written={"10815": 10.0}, late=RULE)
    assert points(made) == {"10815": 60.0}
    assert made.open_points == [OpenPoint("Grace Hopper (10816)", "no points of the written part")]


@pytest.mark.parametrize("broken", [{"status": "error", "questions": {}}, {"questions": mixed_verdict()["questions"]}])
def test_an_error_of_ours_is_never_a_grade(broken: dict[str, Any]) -> None:
    made = book(work("10815.ipynb", 0, **broken), work("10816.ipynb", 5))
    assert points(made) == {"10816": 5.0}
    problem = "10815.ipynb has no finished result, through an error of ours; run its `gradlab grade` again"
    assert made.open_points == [OpenPoint("Ada Lovelace (10815)", problem)]


def test_an_error_of_ours_in_an_earlier_submission_matters_only_where_the_best_counts() -> None:
    works = [work("10815/a.ipynb", 0, EARLY, status="error"), work("10815/b.ipynb", 7, LATE), work("10816.ipynb", 5)]
    assert points(book(*works))["10815"] == 7.0
    assert "10815" not in points(book(*works, keep="best"))


def write(folder: Path, text: str) -> Path:
    path = folder / "records.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_groups_extensions_points_times_and_matches_are_read(tmp_path: Path) -> None:
    who = roster(tmp_path, ROSTER)
    ada, grace = who.students[:2]
    assert read_groups(write(tmp_path, "Group;Email\nA;ada@uni.example\nA;GRACE@uni.example\n"), who) == {
        "10815": (ada, grace),
        "10816": (ada, grace),
    }
    extension = write(tmp_path, "id,due\n10815,2026-11-27T22:59Z\n")
    assert read_extensions(extension, who, RULE) == {"10815": DUE + timedelta(days=7)}
    assert read_written(write(tmp_path, 'id,points\n10815,"12,5"\n10816,\n'), who, 20.0) == {"10815": 12.5}
    times = write(tmp_path, "submission,time\n'=a.ipynb,2026-11-20T22:59Z\nb.ipynb,\n")
    assert read_times(times, who, ["=a.ipynb", "b.ipynb"], None) == ({"=a.ipynb": DUE}, {})
    times = write(tmp_path, "time,id\n2026-11-20 22:59:00 UTC,10815\n")
    assert read_times(times, who, [], None) == ({}, {"10815": DUE})
    matches = write(tmp_path, "submission,id\n'=a.ipynb,10816\n'=a.ipynb,10815\nb.ipynb,\n")
    assert read_matches(matches, who, ["=a.ipynb", "b.ipynb"]) == {"=a.ipynb": (grace, ada)}


@pytest.mark.parametrize(
    ("reader", "text", "sentence"),
    [
        (read_groups, "group,id\nA,1\n", "line 2: nobody in "),
        (read_groups, "group,id\n,10815\n", "line 2: no group. Fill it in, or leave the row out."),
        (read_groups, "group,id\nA,10815\nB,10815\n", "line 3: 10815 is in the group 'A' too. Keep one of the rows."),
        (read_extensions, "id,due\n10815,2026-11-19T00:00Z\n", "line 2: the extension 2026-11-19T00:00Z ends before"),
        (read_extensions, "id,due\n10815,2026-11-27T00:00\n", "the time '2026-11-27T00:00' has no time zone."),
        (read_written, "id,points\n10815,21\n", "line 2: '21' is no number of points from 0 to 20. Mend it."),
        (read_written, "id,points\n10815,nan\n", "line 2: 'nan' is no number of points from 0 to 20. Mend it."),
        (read_written, "id,points\n10815,1\n10815,1\n", "line 3: 10815 is there twice. Keep one of the rows."),
        (read_times, "time\n1\n", "has no column 'id'; its columns are: time. Add it."),
        (read_matches, "submission,id\nc.ipynb,10815\n", "line 2: no submission 'c.ipynb' was graded. Take the name"),
    ],
)
def test_what_is_wrong_with_a_record_is_one_sentence(tmp_path: Path, reader: Any, text: str, sentence: str) -> None:
    more = {read_extensions: (RULE,), read_written: (20.0,), read_times: ((), None), read_matches: (("a.ipynb",),)}
    with pytest.raises(CommandError) as error:
        reader(write(tmp_path, text), roster(tmp_path, ROSTER), *more.get(reader, ()))
    assert sentence in str(error.value)


METADATA = """\
submission_12:
  :submitters:
  - :name: Ada Lovelace
    :sid: '10815'
    :email: ada@uni.example
  - :name: Grace Hopper
    :sid:
    :email: Grace@uni.example
  - :name: Eve
    :email: eve@else.example
  :created_at: 2026-11-20 22:59:00.000000000 Z
submission_13:
  :submitters:
  - :sid: 10816
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-11-20 22:59:00
    zone: !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
"""


def test_gradescope_says_whose_work_it_is_and_since_when(tmp_path: Path) -> None:
    found = read_metadata([write(tmp_path, METADATA)], WHO)
    assert found.owners == {"submission_12": WHO.students, "submission_13": (WHO.students[1],)}
    assert found.times == {"submission_12": DUE, "submission_13": DUE}
    assert found.strangers == [("submission_12", "eve@else.example")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[", "is not YAML. Export the submissions from Gradescope once more."),
        ("a: !!python/object/apply:os.getcwd []", "is not YAML. Export the submissions from Gradescope once more."),
        ("just text", "describes no submissions. Name the submission_metadata.yml of an export."),
    ],
)
def test_metadata_of_another_shape_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CommandError) as error:
        read_metadata([write(tmp_path, text)], WHO)
    assert sentence in str(error.value)
