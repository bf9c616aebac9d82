"""Make the files that go to an LMS from a folder of results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.store import read_json, write_whole
from instructor.class_folder import ClassFolder
from instructor.errors import CommandError
from instructor.gradebook.book import Book, Grade, Keep, OpenPoint, Rules, Work, make_book
from instructor.gradebook.canvas import canvas_column, canvas_csv, canvas_open_points
from instructor.gradebook.explain import explained_csv, matches_csv, open_points_csv
from instructor.gradebook.feedback import feedback_pages
from instructor.gradebook.gradescope import gradescope_csv
from instructor.gradebook.gradescope_metadata import read_metadata
from instructor.gradebook.lms_names import Lms, lms_name
from instructor.gradebook.matching import Match, Matcher
from instructor.gradebook.moodle import moodle_csv, moodle_open_points
from instructor.gradebook.records import read_extensions, read_groups, read_matches, read_written
from instructor.gradebook.roster import Roster, read_roster
from instructor.gradebook.settings import Settings, settings_of
from instructor.gradebook.submission_times import with_times
from instructor.master import Master
from instructor.reproducible_zip import reproducible_zip
from instructor.shard import WHOLE


@dataclass(frozen=True)
class Sources:
    """The files beside the results; each but the roster may be missing."""

    roster: Path
    groups: Path | None = None
    extensions: Path | None = None
    written: Path | None = None
    times: Path | None = None
    matches: Path | None = None
    metadata: Sequence[Path] = ()


@dataclass(frozen=True)
class Made:
    """What `make_gradebook` found and wrote."""

    book: Book
    matches: list[Match]
    table: Path
    feedback: Path
    explained: Path
    matched: Path
    open_points: Path


def make_gradebook(
    folder: Path,
    master: Master,
    sources: Sources,
    lms: Lms,
    out: Path,
    *,
    keep: Keep = "last",
    column: str | None = None,
) -> Made:
    """Write LMS.csv, feedback.zip, explained.csv, matches.csv and open_points.csv into `out`.

    `column` is what the gradebook calls the assignment, by default its title. The same files give the same bytes.

    Raises:
        GradlabError: a file is missing or wrong; nothing is written then. Or `out` cannot be written to.
    """
    if out.resolve() == folder.resolve():
        raise CommandError(f"{out} holds the results themselves. Name another folder with --out.")
    settings = settings_of(master)
    results = ClassFolder(folder)
    works = _works(results, master)
    names = [work.name for work in works]
    roster = read_roster(sources.roster)
    rules = _rules(sources, settings, roster, keep)
    metadata = read_metadata(sources.metadata, roster)
    by_hand = read_matches(sources.matches, roster, names) if sources.matches else {}
    matches = Matcher(roster, by_hand, metadata.owners).match(names)
    works = with_times(works, matches, metadata, sources.times, roster, settings.late.zone if settings.late else None)

    book = make_book(roster, works, matches, rules)
    strangers = [
        OpenPoint(name, f"a submitter of {part} in Gradescope is not in the roster")
        for part, name in metadata.strangers
    ]
    numbers = _numbers(roster, matches, lms)
    most = master.assignment.points + (settings.written_points or 0.0 if rules.written is not None else 0.0)
    text, at_lms = _for_lms(lms, book.grades, roster, numbers, column or master.assignment.title, most)
    pages, without_page = feedback_pages(lms, book.grades, numbers, most, results.feedback)
    book.open_points[:] = [*strangers, *at_lms, *book.open_points, *without_page]

    made = Made(
        book,
        matches,
        table=out / f"{lms}.csv",
        feedback=out / "feedback.zip",
        explained=out / "explained.csv",
        matched=out / "matches.csv",
        open_points=out / "open_points.csv",
    )
    write_whole(made.table, text)
    write_whole(made.feedback, reproducible_zip(pages))
    write_whole(made.explained, explained_csv(book.grades, most))
    write_whole(made.matched, matches_csv(matches))
    write_whole(made.open_points, open_points_csv(book.open_points))
    return made


def _works(folder: ClassFolder, master: Master) -> list[Work]:
    """The results of a class; a submission without one is there as an error of ours."""
    batch = folder.batch()
    if batch is None:
        raise CommandError(f"{folder.path} is no folder of results. `gradlab grade ... --out {folder.path}` makes one.")
    if batch.assignment != master.assignment.name:
        raise CommandError(
            f"{folder.path} holds results of {batch.assignment!r}, and not of {master.assignment.name!r}."
            f" Give --assignment {batch.assignment}."
        )
    if batch.shard != str(WHOLE):
        raise CommandError(
            f"{folder.path} holds a part of the class (shard {batch.shard}). `gradlab merge` puts the parts together."
        )
    works = []
    for stem, name in batch.submissions.items():
        verdict = read_json(folder.result(stem))
        if not isinstance(verdict, dict) or verdict.get("submission") != name:
            verdict = {"submission": name, "status": "error", "score": 0.0, "questions": {}}
        works.append(Work(stem, verdict))
    return works


def _rules(sources: Sources, settings: Settings, roster: Roster, keep: Keep) -> Rules:
    if sources.extensions and settings.late is None:
        raise CommandError(f"{sources.extensions} has extensions, but assignment.toml has no [late] rule. Add it.")
    if sources.written and settings.written_points is None:
        raise CommandError(
            f"{sources.written} has points of a written part, but assignment.toml does not say out of how many. Add [written]"
            " with points = 20."
        )
    extensions = (
        read_extensions(sources.extensions, roster, settings.late) if sources.extensions and settings.late else {}
    )
    written = None
    if sources.written and settings.written_points is not None:
        written = read_written(sources.written, roster, settings.written_points)
    groups = read_groups(sources.groups, roster) if sources.groups else {}
    return Rules(keep, settings.late, groups, extensions, written)


def _for_lms(
    lms: Lms, grades: Sequence[Grade], roster: Roster, numbers: Mapping[str, str], title: str, most: float
) -> tuple[str, list[OpenPoint]]:
    """The CSV for an LMS, and what does not fit there."""
    if lms == "gradescope":
        return gradescope_csv(grades, title, most), []
    if lms == "canvas":
        column = canvas_column(roster, title)
        return canvas_csv(grades, roster, numbers, column, most), canvas_open_points(roster, column, most)
    unknown = [grade.student for grade in grades if grade.student.id not in numbers]
    if grades and len(unknown) == len(grades):
        raise CommandError(
            "Moodle finds students by a participant number alone, and none is known: neither is a submission named as"
            " Moodle's download names them, nor is the roster a grading worksheet. Give that as --roster."
        )
    problem = "the participant number of Moodle is unknown; not in moodle.csv"
    left_out = [OpenPoint(f"{student.name} ({student.id})", problem) for student in unknown]
    return moodle_csv(grades, roster, numbers, most), [*moodle_open_points(roster, most), *left_out]


def _numbers(roster: Roster, matches: Sequence[Match], lms: Lms) -> dict[str, str]:
    """The LMS's numbers of the students, by id: from the roster, else from the names of what each handed in alone.

    A number that would be two students', or a student who would have two, has none.
    """
    if roster.kind == lms:
        return {student.id: student.lms_id for student in roster.students}
    pairs = {
        (match.students[0].id, named.number)
        for match in matches
        if len(match.students) == 1 and (named := lms_name(match.submission)) is not None and named.lms == lms
    }
    students, numbers = Counter(student for student, _ in pairs), Counter(number for _, number in pairs)
    return {student: number for student, number in pairs if students[student] == numbers[number] == 1}
