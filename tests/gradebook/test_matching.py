from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import CANVAS, MOODLE, course, roster

from instructor.gradebook.matching import Match, Matcher
from instructor.gradebook.roster import Roster, Student

SOME = course(
    ("10815", "Ada Lovelace", "ada@uni.example"),
    ("10816", "Grace Hopper", "grace_h@uni.example"),
    ("10817", "Müller, Jürgen", "jm@uni.example"),
    ("10818", "李 小龙", "lee@uni.example"),
    ("7", "Jan van der Berg", "jan@uni.example"),
    ("10820", "Max", "max1@uni.example"),
)


def match(submission: str, who: Roster = SOME) -> Match:
    (found,) = Matcher(who).match([submission])
    return found


def ids(submission: str, who: Roster = SOME) -> list[str]:
    return [student.id for student in match(submission, who).students]


@pytest.mark.parametrize(
    ("submission", "student"),
    [
        ("10815.ipynb", "10815"),
        ("10815/lab.ipynb", "10815"),
        ("section 1/lab_10815_final.ipynb", "10815"),
        ("ada@uni.example.ipynb", "10815"),
        ("ADA@uni.example/lab.ipynb", "10815"),
        ("lab_grace_h@uni.example_v2.ipynb", "10816"),
        ("grace_h.zip", "10816"),
        ("Ada Lovelace.ipynb", "10815"),
        ("Lovelace, Ada/lab.ipynb", "10815"),
        ("lab_ada_lovelace_final.ipynb", "10815"),
        ("lovelaceada (2).ipynb", "10815"),
        ("jurgen muller.ipynb", "10817"),
        ("juergen-mueller.ipynb", "10817"),
        ("Mu\u0308ller_Ju\u0308rgen.ipynb", "10817"),
        ("李小龙.ipynb", "10818"),
        ("van_der_berg_jan_lab.ipynb", "7"),
        ("7.ipynb", "7"),
        ("max.ipynb", "10820"),
        ("10815_ada_lovelace.ipynb", "10815"),
        ("lovelaceada_501_9001_10816.ipynb", "10815"),
        ("lovelaceada_LATE_501_9001_lab-1.ipynb", "10815"),
        ("müllerjürgen_501_9001_lab.ipynb", "10817"),
        ("Ada Lovelace_71_assignsubmission_file_/10816.ipynb", "10815"),
        ("Ada Lovelace_71_assignsubmission_file/10816.ipynb", "10815"),
        ("Ada Lovelace_71_assignsubmission_file_10816.ipynb", "10815"),
        ("Group 3-Ada Lovelace_71_assignsubmission_file_/lab.ipynb", "10815"),
    ],
)
def test_a_submission_is_matched_by_id_email_or_name(submission: str, student: str) -> None:
    assert ids(submission) == [student]


@pytest.mark.parametrize(
    ("submission", "why"),
    [
        ("lab.ipynb", "no id, email or name of the roster is in its name"),
        ("lab-7.ipynb", "no id, email or name of the roster is in its name"),
        ("to the max.ipynb", "no id, email or name of the roster is in its name"),
        ("somebodyelse_501_9001_10816.ipynb", "nobody in the roster has the name 'somebodyelse'"),
        ("submission_12/10816.ipynb", "submission_12 of Gradescope is not in any --metadata given"),
        ("Ada Lovelace/10816.ipynb", "ambiguous: id of 10816; name of 10815"),
        ("ada_lovelace_grace_hopper.ipynb", "ambiguous: name of 10815, 10816"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(submission: str, why: str) -> None:
    assert match(submission) == Match(submission, (), why)


def test_two_students_of_one_name_are_told_apart_by_an_id_alone() -> None:
    twins = course(("1111", "Min Lee", "a@uni.example"), ("2222", "Lee Min", "b@uni.example"))
    assert match("Min Lee.ipynb", twins).how == "ambiguous: name of 1111, 2222"
    assert ids("Min Lee 2222.ipynb", twins) == ["2222"]


def test_numbers_of_a_canvas_export_decide(tmp_path: Path) -> None:
    who = roster(tmp_path, CANVAS)
    assert ids("whoever_502_9001_lab.ipynb", who) == ["10816"]
    assert match("lovelaceada_503_9001_lab.ipynb", who).how == "nobody in the roster has the canvas number 503"


def test_numbers_of_a_moodle_worksheet_decide(tmp_path: Path) -> None:
    who = roster(tmp_path, MOODLE)
    assert ids("Participant_72_assignsubmission_file_/lab.ipynb", who) == ["Participant 72"]


def test_what_was_settled_by_hand_and_what_gradescope_says_holds() -> None:
    ada, grace = SOME.students[:2]
    matcher = Matcher(SOME, {"10816.ipynb": (ada,)}, {"submission_12": (ada, grace)})
    assert [found.students for found in matcher.match(["10816.ipynb", "x/submission_12/a.ipynb"])] == [
        (ada,),
        (ada, grace),
    ]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_name_at_all_gives_nobody_or_one(name: str) -> None:
    found = match(name + ".ipynb")
    assert len(found.students) <= 1
    assert found.how


@settings(deadline=None)
@given(st.sampled_from(SOME.students), st.sampled_from(["{}.ipynb", "{}/lab.ipynb", "{} (3).ipynb"]))
def test_everybody_is_found_by_each_of_id_email_and_name(student: Student, shape: str) -> None:
    for text in (student.id, student.email, student.name):
        assert match(shape.format(text)).students == (student,)
