"""`gradlab gradebook` from a folder of results to the files that are uploaded."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from graded_class import ASSIGNMENT, assignment, results
from people import CANVAS, MOODLE, ROSTER
from rich.console import Console
from sample_verdicts import HOSTILE_NAMES

from instructor import cli


class Course:
    """A temporary course: its assignment, its files, and the command."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self.assignment = folder / "lab"

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def run(
        self, lms: str, *more: object, roster: str = ROSTER, out: str = "out", graded: str = "graded"
    ) -> tuple[int, str]:
        """Exit status, and what was written for the eyes."""
        seen = io.StringIO()
        for name in ("CONSOLE", "ERRORS"):
            self._monkeypatch.setattr(cli, name, Console(file=seen, width=200, highlight=False))
        arguments = [
            "gradebook", self.folder / graded, "-a", self.assignment, "--roster", self.file("roster.csv", roster),
            "--for", lms, "-o", self.folder / out, *more,
        ]  # fmt: skip
        result = CliRunner().invoke(cli.main, [str(one) for one in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, seen.getvalue()

    def rows(self, name: str, out: str = "out") -> list[list[str]]:
        return list(csv.reader(io.StringIO((self.folder / out / name).read_bytes().decode(), newline=""), strict=True))

    def pages(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.folder / "out" / "feedback.zip") as packed:
            return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    assignment(tmp_path)
    return Course(tmp_path, monkeypatch)


def test_canvas(course: Course) -> None:
    ada, grace = "lovelaceada_501_9001_lab.ipynb", "hoppergrace_LATE_502_9002_lab-1.zip"
    results(course.folder, {ada: 87.5, grace: 50, "lab.ipynb": 10})
    times = course.file("times.csv", f"submission,time\n{grace},2026-11-22 12:00\n")
    status, seen = course.run("canvas", "--times", times, "--column", "Lab", roster=CANVAS)
    assert status == 0
    assert course.rows("canvas.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lab (77)"],
        ["    Points Possible", "", "", "", "", "100"],
        ["Lovelace, Ada", "501", "10815", "ada", "Section 1", "87.5"],
        ["Hopper, Grace", "502", "10816", "grace@uni.example", "Section 1", "30"],
    ]
    assert course.rows("open_points.csv")[1:] == [
        ["lab.ipynb", "no id, email or name of the roster is in its name"],
        ["Lovelace, Ada (10815)", f"it is unknown when {ada} came in; nothing was taken off"],
    ]
    assert "2 of 3 submissions matched; 2 students have a grade.\n" in seen
    assert "  lab.ipynb: no id, email or name of the roster is in its name\n" in seen
    pages = course.pages()
    assert sorted(pages) == sorted([ada, grace])
    grade, cell = json.loads(pages[ada])["cells"]
    assert grade["source"] == "87.5 of 100 points."
    assert cell["outputs"][0]["data"]["text/html"] == "<!doctype html><title>Feedback s0</title>"


def test_canvas_shows_a_group_its_feedback_and_nobodys_grade(course: Course) -> None:
    results(course.folder, {"lovelaceada_501_9001_lab.ipynb": 87.5})
    groups = course.file("groups.csv", "group,id\nA,10815\nA,10816\n")
    course.run("canvas", "--groups", groups, roster=CANVAS)
    assert [row[-1] for row in course.rows("canvas.csv")[2:]] == ["87.5", "87.5"]
    course.run("canvas", "--groups", groups, "--written", course.file("w.csv", "id,points\n10815,9\n"), roster=CANVAS)
    assert [row[-1] for row in course.rows("canvas.csv")[2:]] == ["96.5"]
    (page,) = course.pages().values()
    assert [cell["id"] for cell in json.loads(page)["cells"]] == ["feedback"]


def test_moodle_with_a_plain_roster_written_part_and_extension(course: Course) -> None:
    folders = [f"{who}_assignsubmission_file_" for who in ("Ada Lovelace_71", "Grace Hopper_72", "Jürgen Müller_73")]
    results(course.folder, {f"{folder}/lab.ipynb": 80 for folder in folders})
    status, seen = course.run(
        "moodle",
        *("--written", course.file("written.csv", "id;points\n10815;12,5\n10816;20\n")),
        *("--times", course.file("times.csv", "id,time\n10815,2026-11-21 12:00\n10816,2026-11-21 12:00\n")),
        *("--extensions", course.file("extensions.csv", "email,due\ngrace@uni.example,2026-11-27 23:59\n")),
    )
    assert status == 0, seen
    assert [[row[0], row[1], row[4], row[5], row[9]] for row in course.rows("moodle.csv")] == [
        ["Identifier", "Full name", "Grade", "Maximum Grade", "Feedback comments"],
        [
            "Participant 71",
            "Ada Lovelace",
            "74.00",
            "120.00",
            "74 of 120 points (80 measured, 12.5 written). 1 day late: 20 % less.",
        ],
        ["Participant 72", "Grace Hopper", "100.00", "120.00", "100 of 120 points (80 measured, 20 written)."],
    ]
    assert course.pages() == {
        f"{folders[0]}/feedback.html": b"<!doctype html><title>Feedback s0</title>",
        f"{folders[1]}/feedback.html": b"<!doctype html><title>Feedback s1</title>",
    }
    assert course.rows("open_points.csv")[1:] == [
        ["Müller, Jürgen (10817)", "no points of the written part"],
        ["李 小龙 (10818)", "no submission"],
    ]


def test_moodle_with_its_worksheet_knows_times_and_everybody_in_a_group(course: Course) -> None:
    results(course.folder, {"Ada Lovelace_71_assignsubmission_file_/lab.ipynb": 80})
    groups = course.file("groups.csv", "group,email\nA,ada@uni.example\nA,grace@uni.example\n")
    status, seen = course.run("moodle", "--groups", groups, roster=MOODLE)
    assert status == 0, seen
    assert [row[4] for row in course.rows("moodle.csv")] == ["Grade", "80.00", "80.00"]
    assert list(course.pages()) == [
        "Ada Lovelace_71_assignsubmission_file_/feedback.html",
        "Grace Hopper_72_assignsubmission_file_/feedback.html",
    ]
    assert course.rows("open_points.csv")[1:] == []
    assert "Open points" not in seen


def test_gradescope_with_its_metadata(course: Course) -> None:
    results(course.folder, {"submission_12/lab.ipynb": 80, "submission_13/lab.ipynb": 95, "submission_14/x.ipynb": 90})
    metadata = course.file(
        "submission_metadata.yml",
        "submission_12:\n  :submitters:\n  - :sid: '10815'\n  - :email: eve@else.example\n"
        "  :created_at: 2026-11-20 22:00:00.000000000 Z\n"
        "submission_13:\n  :submitters:\n  - :email: ada@uni.example\n  :created_at: 2026-11-19 22:00:00.000000000 Z\n"
        "submission_14:\n  :submitters:\n  - :sid: 10816\n  :created_at: 2026-11-24 23:00:00.000000000 Z\n",
    )
    status, seen = course.run("gradescope", "--metadata", metadata)
    assert status == 0, seen
    title = "Vanishing gradients"
    assert course.rows("gradescope.csv") == [
        ["Name", "SID", "Email", title, f"{title} - Max Points", f"{title} - Submission Time"],
        ["Ada Lovelace", "10815", "ada@uni.example", "80", "100", "2026-11-20 22:00:00 +0000"],
        ["Grace Hopper", "10816", "grace@uni.example", "0", "100", "2026-11-24 23:00:00 +0000"],
    ]
    assert sorted(course.pages()) == ["10815.html", "10816.html"]
    assert course.rows("open_points.csv")[1] == [
        "eve@else.example",
        "a submitter of submission_12 in Gradescope is not in the roster",
    ]
    course.run("gradescope", "--metadata", metadata, "--keep", "best", out="best")
    assert course.rows("gradescope.csv", "best")[1][3:] == ["95", "100", "2026-11-19 22:00:00 +0000"]


def test_a_match_that_is_filled_in_by_hand_settles_it_and_the_same_files_give_the_same_bytes(course: Course) -> None:
    results(course.folder, {"=lab.ipynb": 80, "10816.ipynb": 70})
    course.run("gradescope")
    before = course.rows("matches.csv")
    assert before[1:] == [
        ["'=lab.ipynb", "", "", "no id, email or name of the roster is in its name"],
        ["10816.ipynb", "10816", "Grace Hopper", "id"],
    ]
    before[1][1] = "10815"
    text = io.StringIO(newline="")
    csv.writer(text).writerows(before)
    settled = course.file("settled.csv", text.getvalue())
    course.run("gradescope", "--matches", settled)
    assert [row[:4] for row in course.rows("gradescope.csv")[1:]] == [
        ["Ada Lovelace", "10815", "ada@uni.example", "80"],
        ["Grace Hopper", "10816", "grace@uni.example", "70"],
    ]
    course.run("gradescope", "--matches", settled, out="again")
    for path in sorted((course.folder / "out").iterdir()):
        assert path.read_bytes() == (course.folder / "again" / path.name).read_bytes()


@pytest.mark.parametrize("lms", ["canvas", "gradescope"])
def test_hostile_names_of_submissions_and_students_harm_nothing(course: Course, lms: str) -> None:
    hostile = [
        '=HYPERLINK("http://example.org")',
        "+1 Ada",
        "-Grace",
        "@home, sweet",
        'Q "uote"',
        "Zoë 🚀",
        "[red]bold[/red]",
    ]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [["id", "name", "email"], *([1000 + n, name, f"=s{n}@x"] for n, name in enumerate(hostile))]
    )
    names = [*HOSTILE_NAMES, *(f"{1000 + n}/\udcff=cmd.ipynb" for n in range(len(hostile)))]
    results(course.folder, dict.fromkeys(names, 50.0))
    status, seen = course.run(lms, roster=text.getvalue())
    assert status == 0
    assert not {"\x1b", "\u202e"} & set(seen)
    for path in (course.folder / "out").glob("*.csv"):
        rows = course.rows(path.name)
        assert len({len(row) for row in rows}) == 1
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert len(course.pages()) == len(hostile)


def test_a_result_or_a_page_that_is_not_there_is_open(course: Course) -> None:
    folder = results(course.folder, {"10815.ipynb": 80, "10816.ipynb": 70})
    (folder / "results" / "s0.json").unlink()
    (folder / "feedback" / "s1.html").unlink()
    course.run("gradescope")
    assert course.rows("open_points.csv")[1] == [
        "Ada Lovelace (10815)",
        "10815.ipynb has no finished result, through an error of ours; run its `gradlab grade` again",
    ]
    assert course.rows("open_points.csv")[-1] == ["10816.ipynb", "its feedback page is not there; grade it again"]


def test_many_open_points_are_cut_in_the_terminal_and_not_in_the_file(course: Course) -> None:
    results(course.folder, {f"unknown{n}.ipynb": 1.0 for n in range(30)})
    _, seen = course.run("gradescope")
    assert "  ... and 14 more in the file.\n" in seen
    assert len(course.rows("open_points.csv")) == 1 + 30 + 4


WITHOUT_TABLES = ASSIGNMENT[: ASSIGNMENT.index("[written]")]


@pytest.mark.parametrize(
    ("toml", "lms", "more", "sentence"),
    [
        (ASSIGNMENT, "gradescope", ["-o", "graded"], "holds the results themselves. Name another folder with --out."),
        (ASSIGNMENT, "moodle", [], "gradlab: Moodle finds students by a participant number alone, and none is known"),
        (ASSIGNMENT, "canvas", ["--column", "Final Score"], "Canvas imports no column named 'Final Score'."),
        (ASSIGNMENT, "canvas", ["--times", "none.csv"], "none.csv cannot be read (No such file or directory)."),
        (ASSIGNMENT, "canvas", ["--metadata", "none.yml"], "none.yml cannot be read (No such file or directory)."),
        (
            WITHOUT_TABLES,
            "canvas",
            ["--extensions", "e.csv"],
            "has extensions, but assignment.toml has no [late] rule.",
        ),
        (
            WITHOUT_TABLES,
            "canvas",
            ["--written", "w.csv"],
            "has points of a written part, but assignment.toml does not say",
        ),
        (WITHOUT_TABLES + "[late]\n", "canvas", [], "[late] needs a moment, such as due = 2026-11-20T23:59:00+01:00."),
        (
            WITHOUT_TABLES + "[written]\nmost=1\n",
            "canvas",
            [],
            "[written] takes points, a number above 0, and nothing else.",
        ),
        ("late = 1\n" + WITHOUT_TABLES, "canvas", [], "late is a table; write [late] above its entries."),
    ],
)
def test_bad_usage_is_one_sentence_and_nothing_is_written(
    course: Course, toml: str, lms: str, more: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.folder)
    course.file("lab/assignment.toml", toml)
    results(course.folder, {"10815.ipynb": 80})
    status, seen = course.run(lms, *more)
    assert status == 2
    assert sentence in seen
    assert seen.count("\n") == 1
    assert not (course.folder / "out").exists()


def test_a_folder_without_results_with_others_or_with_a_part_is_one_sentence(course: Course) -> None:
    status, seen = course.run("canvas", graded="nothing")
    assert (status, "is no folder of results. `gradlab grade ... --out" in seen) == (2, True)
    folder = results(course.folder, {"10815.ipynb": 80})
    batch = json.loads((folder / ".class.json").read_text())
    (folder / ".class.json").write_text(json.dumps(batch | {"assignment": "other"}))
    status, seen = course.run("canvas")
    assert (status, "holds results of 'other', and not of 'lab'. Give --assignment other.\n" in seen) == (2, True)
    (folder / ".class.json").write_text(json.dumps(batch | {"shard": "3/16"}))
    status, seen = course.run("canvas")
    sentence = "holds a part of the class (shard 3/16). `gradlab merge` puts the parts together.\n"
    assert (status, sentence in seen) == (2, True)
