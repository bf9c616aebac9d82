"""The feedback pages of a class under the names by which an LMS takes them in bulk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from instructor.errors import CommandError
from instructor.free_stem import free_stem
from instructor.gradebook.book import Grade, OpenPoint
from instructor.gradebook.canvas import as_canvas_shows_it
from instructor.gradebook.explain import in_words
from instructor.gradebook.lms_names import Lms, lms_name
from instructor.gradebook.moodle import moodle_folder

Page = Callable[[str], Path]
"""The page about a submission, by its stem."""


@dataclass(frozen=True)
class Pages(Mapping[str, bytes]):
    """Feedback by the name it has in a zip, read one at a time: a class of thousands has gigabytes."""

    files: Mapping[str, Path]
    pack: Callable[[str, bytes], bytes] = lambda _, page: page

    def __getitem__(self, name: str) -> bytes:
        """The page.

        Raises:
            CommandError: it cannot be read.
        """
        path = self.files[name]
        try:
            return self.pack(name, path.read_bytes())
        except OSError as error:
            raise CommandError(
                f"{path} cannot be read ({error.strerror}). Mend that and run the command again."
            ) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def feedback_pages(
    lms: Lms, grades: Sequence[Grade], numbers: Mapping[str, str], most: float, page: Page
) -> tuple[Pages, list[OpenPoint]]:
    """What goes into the zip for `lms`, and what cannot: a page that is not there, or that the LMS could not place.

    Moodle: a folder for each student, by participant number from `numbers`. Canvas: each submission's own file name.
    Gradescope, which takes no feedback in bulk, and wherever no submission has a name of Canvas: a page for each id.
    """
    there = [grade for grade in grades if page(grade.work.stem).is_file()]
    lacking = sorted({grade.work.name for grade in grades} - {grade.work.name for grade in there})
    open_points = [OpenPoint(name, "its feedback page is not there; grade it again") for name in lacking]
    if lms == "moodle":
        files = {
            f"{moodle_folder(grade.student, numbers[grade.student.id])}/feedback.html": page(grade.work.stem)
            for grade in there
            if grade.student.id in numbers
        }
        return Pages(files), open_points
    if lms == "canvas":
        named = {grade.work.name: (_canvas_file(grade.work.name), page(grade.work.stem)) for grade in there}
        files = {file: path for file, path in named.values() if file is not None}
        if files:
            problem = "its name is not that of a file from Canvas, so that Canvas cannot take its feedback"
            open_points += [OpenPoint(name, problem) for name, (file, _) in named.items() if file is None]
            words = _words_by_file(there, most)
            return Pages(files, lambda name, page: as_canvas_shows_it(name, page, words.get(name, ""))), open_points
        problem = (
            "no submission has the name of a file from Canvas; the zip has a page for each id, to be handed out by hand"
        )
        open_points.append(OpenPoint("feedback.zip", problem))
    return Pages(_by_id(there, page)), open_points


def _words_by_file(grades: Sequence[Grade], most: float) -> dict[str, str]:
    """The grade in words, where it is one student's alone: what a group hands in is shown to all of it."""
    alone = [grade for grade in grades if not grade.work.shared]
    return {file: in_words(grade, most) for grade in alone if (file := _canvas_file(grade.work.name)) is not None}


def _canvas_file(submission: str) -> str | None:
    """The name under which Canvas handed the submission out, and takes it back."""
    named = lms_name(submission)
    if named is None or named.lms != "canvas":
        return None
    return _one_name(named.part)


def _by_id(grades: Sequence[Grade], page: Page) -> dict[str, Path]:
    files: dict[str, Path] = {}
    taken: set[str] = set()
    for grade in grades:
        files[f"{free_stem(_one_name(grade.student.id), taken)}.html"] = page(grade.work.stem)
    return files


def _one_name(text: str) -> str:
    """`text` without what is no part of a file name somewhere, as Canvas does it (`sanitize_attachment_filename`)."""
    return re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|\ud800-\udfff]+", "_", text)
