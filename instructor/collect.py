"""Find the submissions that a command was pointed at."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.submission import MAX_BYTES, Submission
from instructor.errors import CommandError

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
            OSError: the file cannot be read.
        """
        if not stat.S_ISREG(self.path.lstat().st_mode):
            return Submission(self.name, b"")  # a link, pipe or device: what lies behind it is nobody's homework
        with self.path.open("rb") as file:
            return Submission(self.name, file.read(MAX_BYTES + 1))


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
            found |= {one: one.relative_to(path).as_posix() for one in inside}
        elif not path.exists():
            raise CommandError(f"There is no file or folder {path}. Check the spelling.")
        elif path.suffix.lower() not in ENDINGS:
            raise CommandError(f"{path} is no submission: a notebook ends in .ipynb, a packed one in .zip.")
        else:
            found[path] = path.name
    taken: dict[str, int] = {}
    result = []
    for path, name in sorted(found.items(), key=lambda item: item[1]):
        stem = safe_stem(name)
        taken[stem] = taken.get(stem, 0) + 1
        result.append(Found(path, name, stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"))
    return result


def safe_stem(name: str) -> str:
    """A file name's stem that is safe on every system and in every link: letters, digits, dot, dash, underscore."""
    stem = name.rsplit(".", 1)[0]
    return re.sub(r"[^\w.-]+", "_", stem).strip("._")[:120] or "submission"


def _is_submission(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    if any(part in SKIPPED_FOLDERS or part.startswith(".") for part in parts):
        return False
    return path.suffix.lower() in ENDINGS and not path.is_dir()
