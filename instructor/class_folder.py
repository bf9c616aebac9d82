"""The folder of a class's results, and what in it may be taken for done."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import instructor
from autograder.store import read_json, remove_unfinished, secret_of, write_json, write_whole
from instructor.collect import Found
from instructor.errors import SecretError
from instructor.fingerprint import code_of
from instructor.unit import Graded


@dataclass(frozen=True)
class Batch:
    """What a folder is about: written when a command begins, so that what is missing in it can be told.

    Attributes:
        assignment: the assignment's name.
        grader: the fingerprint of what all its results depend on besides the submissions.
        shard: which part of the class this is, "3/16"; "1/1" for all of it.
        submissions: the names of the submissions, by the stem of the files about each.
        pages: a digest of the results that grades.csv and the class page were made of; "" while they are not made.
    """

    assignment: str
    grader: str
    shard: str
    submissions: dict[str, str]
    pages: str = ""


@dataclass(frozen=True)
class ClassFolder:
    """results/, feedback/ and evidence/, one file for each submission, and the files about the class."""

    path: Path

    def result(self, stem: str) -> Path:
        return self.path / "results" / f"{stem}.json"

    def feedback(self, stem: str) -> Path:
        return self.path / "feedback" / f"{stem}.html"

    def evidence(self, stem: str) -> Path:
        return self.path / "evidence" / f"{stem}.bin"

    @property
    def secret(self) -> Path:
        return self.path / ".secret"

    def secret_for(self, shared: Path | None) -> bytes:
        """The secret of this class: that of `shared` where given, else its own.

        Raises:
            SecretError: a file holds no secret, or this folder was begun with another one.
            NotWritten: a file is not there and cannot be made.
        """
        if shared is None:
            return secret_of(self.secret)
        secret = secret_of(shared)
        if secret_of(self.secret, secret) != secret:
            raise SecretError(
                f"{self.path} was begun with another secret than that in {shared}. Name another folder with --out, or leave"
                " --secret-file out."
            )
        return secret

    def batch(self) -> Batch | None:
        """What was written when the last command here began; None when there is nothing that can be read."""
        try:
            batch = Batch(**read_json(self.path / ".class.json"))
        except TypeError:
            return None
        return batch if isinstance(batch.submissions, dict) else None

    def begin(self, batch: Batch) -> None:
        """Write what this folder is about, and remove what a killed command was writing."""
        for folder in (self.path, *(self.path / name for name in ("results", "feedback", "evidence"))):
            remove_unfinished(folder)
        self.finish(batch)

    def finish(self, batch: Batch) -> None:
        """Write what this folder is about, once its pages are made."""
        write_json(self.path / ".class.json", asdict(batch))

    @property
    def has_class_files(self) -> bool:
        return (self.path / "grades.csv").is_file() and (self.path / "index.html").is_file()

    def kept(self, found: Found, mark: str) -> dict[str, Any] | None:
        """The verdict on `found` if it is here already and whole, for the same bytes and by the same grader."""
        verdict = read_json(self.result(found.stem))
        if not isinstance(verdict, dict) or verdict.get("grader") != mark or verdict.get("submission") != found.name:
            return None
        if not self.feedback(found.stem).is_file() or error_of_ours(verdict):
            return None
        return verdict if verdict.get("sha256") == found.read().sha256 else None

    def save(self, stem: str, graded: Graded) -> None:
        """Write all that is about one submission, its result last: where one is, the rest is there and belongs to it.

        An error of ours leaves no result, so that the submission is tried again next time.
        """
        self.result(stem).unlink(missing_ok=True)
        if graded.evidence:
            write_whole(self.evidence(stem), graded.evidence)
        write_whole(self.feedback(stem), graded.page)
        if graded.verdict["status"] != "error":
            write_json(self.result(stem), graded.verdict)

    def digest(self, stems: list[str], title: str) -> str:
        """A digest of what the files about the class are made of; "" when a result is missing."""
        digest = hashlib.blake2b(code_of(instructor) + title.encode(), digest_size=16)
        try:
            for stem in stems:
                digest.update(self.result(stem).read_bytes())
        except OSError:
            return ""
        return digest.hexdigest()


def error_of_ours(verdict: dict[str, Any]) -> bool:
    """Whether a part of the verdict is missing through an error of ours."""
    checks = (check for question in verdict["questions"].values() for check in question["checks"])
    return verdict["status"] == "error" or any(check["state"] == "internal_error" for check in checks)
