"""Find the submissions that a command was pointed at."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.paths import is_below, needed_paths
from autograder.submission import MAX_BYTES, Submission
from instructor.errors import CommandError
from instructor.free_stem import free_stem

MAX_STEM_BYTES = 180
"""File names have 255 bytes at most, and a letter up to four; endings and marks of temporary files come on top."""

MAX_PLACES = 50
"""Paths of submissions told to each process; all that one is told may have 64 kB."""

ENDINGS = (".ipynb", ".zip")
SKIPPED_FOLDERS = {".ipynb_checkpoints", "__MACOSX", ".git"}


@dataclass(frozen=True)
class Found:
    """A file to grade: where it is, how results name it, and the stem of the files written about it."""

    path: Path
    name: str
    stem: str

    def read(self) -> Submission:
        """The submission; a file that is no ordinary file, or too large, is read as one that is empty or cut off.

        Raises:
            CommandError: the file cannot be read.
        """
        try:
            if not stat.S_ISREG(self.path.lstat().st_mode):
                return Submission(self.name, b"")  # a link, pipe or device: what lies behind it is nobody's homework
            with self.path.open("rb") as file:
                return Submission(self.name, file.read(MAX_BYTES + 1))
        except OSError as error:
            raise CommandError(
                f"{self.path} cannot be read ({error.strerror}). Mend that or move it away, and run the command again."
            ) from error


def collect(paths: Iterable[Path]) -> list[Found]:
    """All notebooks and zips among `paths` and in folders below them, sorted by name.

    Raises:
        CommandError: a path does not exist, a file is of another kind, or there is nothing to grade.
    """
    found: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if _is_submission(one, path))
            if not inside:
                raise CommandError(f"There is no notebook (.ipynb or .zip) in the folder {path}.")
            for one in inside:
                found.setdefault(Path(os.path.abspath(one)), one.relative_to(path).as_posix())
        elif not path.exists():
            raise CommandError(f"There is no file or folder {path}. Check the spelling.")
        elif path.suffix.lower() not in ENDINGS:
            raise CommandError(f"{path} is no submission: a notebook ends in .ipynb, a packed one in .zip.")
        else:
            found.setdefault(Path(os.path.abspath(path)), path.name)
    if len(set(found.values())) < len(found):  # the same name in two folders: name them all from the folder above both
        above = os.path.commonpath(found)
        found = {path: path.relative_to(above).as_posix() for path in found}
    taken: set[str] = set()
    return [
        Found(path, name, free_stem(safe_stem(name), taken))
        for path, name in sorted(found.items(), key=lambda item: item[1])
    ]


def places_of(submissions: Sequence[Found]) -> list[Path]:
    """What has to be shut off so that no student's code reads another's work.

    The files; of a large class the folder above them, because every process is told. Where that folder holds the
    interpreter too, which code has to read, the first files stand for all: a class has one owner and one mode.
    """
    files = [found.path for found in submissions]
    if len(files) <= MAX_PLACES:
        return files
    above = os.path.commonpath(files)
    if any(is_below(path, above) for path in needed_paths()):
        return files[:MAX_PLACES]
    return [Path(above)]


def safe_stem(name: str) -> str:
    """A file name's stem that is safe on every system and in every link: letters, digits, dot, dash, underscore."""
    stem = name.rsplit(".", 1)[0]
    clean = re.sub(r"[^\w.-]+", "_", stem).strip("._").encode()[:MAX_STEM_BYTES].decode(errors="ignore")
    return clean or "submission"


def _is_submission(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    if any(part in SKIPPED_FOLDERS or part.startswith(".") for part in parts):
        return False
    return path.suffix.lower() in ENDINGS and not path.is_dir()
