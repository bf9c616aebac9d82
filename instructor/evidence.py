"""What students' code answered, kept on disk so that it can be judged again without running it again."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

from autograder.submission import Submission
from gradlab.checking.values import ValueFormatError, decode, encode
from instructor.errors import CommandError


@dataclass(frozen=True)
class Kept:
    """One submission with the evidence recorded of it, and how its code was shut in then."""

    submission: Submission
    evidence: bytes
    isolation: str


def pack(kept: Kept) -> bytes:
    """A file's content; 3.1 MB for a network of the lab's size, nearly all of it the weights of five builds.

    Stored, not compressed: deflating random weights costs a thirtieth of the grading and saves a tenth. What zlib adds is a sum
    by which damage is found.
    """
    record = {
        "name": kept.submission.name,
        "data": kept.submission.data,
        "evidence": kept.evidence,
        "isolation": kept.isolation,
    }
    return zlib.compress(encode(record), level=0)


def recall(path: Path, data: bytes | None = None) -> Kept:
    """Read evidence; `data` where the file's content is known already.

    Raises:
        CommandError: the file is damaged.
    """
    try:
        record = decode(zlib.decompress(path.read_bytes() if data is None else data))
        return Kept(Submission(record["name"], record["data"]), record["evidence"], record["isolation"])
    except (zlib.error, ValueFormatError, KeyError, TypeError) as error:
        raise CommandError(f"{path} is damaged. Delete it and its result, and grade that submission again.") from error
