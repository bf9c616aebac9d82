"""Whose submission is it? Told by the names of its file and folders; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from instructor.gradebook.lms_names import LmsName, lms_name
from instructor.gradebook.roster import Roster, Student
from instructor.gradebook.words import spellings, words

SHORTEST_ID_INSIDE = 4
"""Characters of an id that is looked for inside a longer name: `lab-1.ipynb` is not the work of student 1."""

Index = dict[str, dict[str, Student]]
"""The students, by id, that something stands for."""


@dataclass(frozen=True)
class Match:
    """A submission and its students: several for group work, none where that cannot be told.

    Attributes:
        how: by what the students were found, or why they were not; for staff.
    """

    submission: str
    students: tuple[Student, ...]
    how: str


class Matcher:
    """Finds the students of a roster in the names of submissions."""

    def __init__(
        self,
        roster: Roster,
        by_hand: Mapping[str, tuple[Student, ...]] | None = None,
        by_folder: Mapping[str, tuple[Student, ...]] | None = None,
    ) -> None:
        """`by_hand` is by submission and settles it; `by_folder` is by the name of a Gradescope folder."""
        self._roster = roster
        self._by_hand = by_hand or {}
        self._by_folder = by_folder or {}
        self._ids: Index = {}
        self._emails: Index = {}
        self._accounts: Index = {}
        self._names: dict[tuple[str, ...], dict[str, Student]] = {}
        self._joined: Index = {}
        self._numbers: Index = {}
        for student in roster.students:
            _add(self._ids, student.id.casefold(), student)
            _add(self._emails, student.email.casefold(), student)
            for account in {student.login.casefold(), student.email.casefold().partition("@")[0]}:
                _add(self._accounts, account, student)
            _add(self._numbers, student.lms_id, student)
            for name in spellings(student.name):
                self._names.setdefault(name, {})[student.id] = student
                _add(self._joined, "".join(name), student)
        self._longest = max(map(len, self._names), default=0)

    def match(self, submissions: Iterable[str]) -> list[Match]:
        """The students of each of the `submissions`, which are paths with `/`."""
        return [self._match(submission) for submission in submissions]

    def _match(self, submission: str) -> Match:
        if submission in self._by_hand:
            return Match(submission, self._by_hand[submission], "by hand")
        if (named := lms_name(submission)) is not None:
            return self._of_lms(submission, named)
        whole, inside = _parts(submission)
        evidence = {
            "id": [self._ids.get(one, {}) for one in whole]
            + [self._ids.get(one, {}) for part in inside for one in _pieces(part) if len(one) >= SHORTEST_ID_INSIDE],
            "email": [self._emails.get(one, {}) for part in inside for one in _addresses(part)]
            + [self._accounts.get(one, {}) for one in whole],
            "name": [self._joined.get("".join(words(one)), {}) for one in whole]
            + [found for part in inside for found in self._names_in(part)],
        }
        return _conclude(submission, evidence, "no id, email or name of the roster is in its name")

    def _of_lms(self, submission: str, named: LmsName) -> Match:
        """By what the LMS wrote; what the student called the file is of no account beside it."""
        if named.lms == "gradescope":
            if found := self._by_folder.get(named.part):
                return Match(submission, found, "submission_metadata.yml")
            return Match(submission, (), f"{named.part} of Gradescope is not in any --metadata given")
        if named.lms == self._roster.kind:
            evidence = {f"{named.lms} number": [self._numbers.get(named.number, {})]}
            return _conclude(submission, evidence, f"nobody in the roster has the {named.lms} number {named.number}")
        evidence = {"name": [self._joined.get("".join(words(named.name)), {}), *self._names_in(named.name)]}
        return _conclude(submission, evidence, f"nobody in the roster has the name {named.name!r}")

    def _names_in(self, text: str) -> Iterator[dict[str, Student]]:
        """The students whose full name, of two words or more, stands in `text`."""
        there = words(text)
        for length in range(2, self._longest + 1):
            for start in range(len(there) - length + 1):
                if found := self._names.get(there[start : start + length]):
                    yield found


def _add(index: Index, key: str, student: Student) -> None:
    if key:
        index.setdefault(key, {})[student.id] = student


def _conclude(submission: str, evidence: Mapping[str, list[dict[str, Student]]], nobody: str) -> Match:
    """The one student whom all evidence allows; where there is not exactly one, what speaks for whom."""
    told = {what: {key: one for found in each for key, one in found.items()} for what, each in evidence.items()}
    told = {what: students for what, students in told.items() if students}
    if not told:
        return Match(submission, (), nobody)
    everybody = {key: student for students in told.values() for key, student in students.items()}
    agreed = [student for key, student in everybody.items() if all(key in students for students in told.values())]
    if len(agreed) == 1:
        return Match(submission, (agreed[0],), " and ".join(told))
    listed = "; ".join(f"{what} of {', '.join(students)}" for what, students in told.items())
    return Match(submission, (), f"ambiguous: {listed}")


def _parts(submission: str) -> tuple[list[str], list[str]]:
    """The folders and the file's stem, in small letters: as they are, and again without what a second upload adds."""
    path = PurePosixPath(submission)
    parts = [part.casefold() for part in (*path.parts[:-1], path.stem)]
    return [*parts, *(shorter for part in parts if (shorter := _without_copy(part)) != part)], parts


def _without_copy(part: str) -> str:
    """`lovelace (2)` and `lovelace-2` without the number that a browser or an LMS adds to a second file."""
    return re.sub(r"[ _-]*(\(\d{1,2}\)|-\d{1,2})$", "", part)


def _pieces(part: str) -> set[str]:
    """What stands between blanks and underscores, and between any two marks."""
    return {*re.split(r"[\s_(),]+", part), *re.split(r"[\W_]+", part)}


def _addresses(part: str) -> Iterator[str]:
    """What in `part` may be an email: around an `@`, also where more was joined to it by an underscore."""
    for found in re.findall(r"[^\s,;()<>]+@[^\s,;()<>]+", part):
        bits = found.split("_")
        for start in range(len(bits)):
            for end in range(start + 1, len(bits) + 1):
                if "@" in (one := "_".join(bits[start:end])):
                    yield one
