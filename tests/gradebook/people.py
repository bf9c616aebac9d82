"""A small course, and files in which it is written down."""

from __future__ import annotations

from pathlib import Path

from instructor.gradebook.roster import Roster, Student, read_roster

ROSTER = """\
id,name,email
10815,Ada Lovelace,ada@uni.example
10816,Grace Hopper,grace@uni.example
10817,"Müller, Jürgen",jm@uni.example
10818,李 小龙,lee@uni.example
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lab (77),Current Score
    Points Possible,,,,,100.0,(read only)
"Lovelace, Ada",501,10815,ada,Section 1,,
"Hopper, Grace",502,10816,grace@uni.example,Section 1,12.5,
"Student, Test",599,,x,Section 1,,
"""
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
    "Participant 71,Ada Lovelace,ada@uni.example,Submitted for grading,,100.00,Yes,"
    '"Friday, 20 November 2026, 11:58 PM",-,\r\n'
    "Participant 72,Grace Hopper,grace@uni.example,Submitted for grading,50.00,100.00,Yes,"
    '-,"Saturday, 21 November 2026, 8:00 AM",Well done\r\n'
)


def roster(folder: Path, text: str = ROSTER) -> Roster:
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return read_roster(path)


def course(*students: tuple[str, str, str]) -> Roster:
    """A roster of (id, name, email)."""
    return Roster(Path("roster.csv"), "plain", tuple(Student(*one) for one in students))
