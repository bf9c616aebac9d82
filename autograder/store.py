"""Files that are either there in full or not at all."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from autograder.errors import NotWritten, SecretError

SECRET_BYTES = 32
_BESIDE = re.compile(r"\..+\.\d+\.[0-9a-f]{8}")


def write_whole(path: Path, data: str | bytes) -> None:
    """Write beside `path` and rename, so that a crash leaves the old file or the new one, never half of one.

    Raises:
        NotWritten: the disk is full, or the folder cannot be written to; the old file is still there.
    """
    with _written_beside(path, data) as beside:
        beside.replace(path)


def write_json(path: Path, data: Any) -> None:
    """Write JSON in full; errors as in `write_whole`."""
    write_whole(path, json.dumps(data, indent=1, ensure_ascii=True) + "\n")


def read_json(path: Path) -> Any:
    """Read JSON, None when it is not there or not readable."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed process was writing in `folder`; nobody else may be writing there."""
    for path in folder.glob(".*"):
        if _BESIDE.fullmatch(path.name):
            path.unlink(missing_ok=True)


def secret_of(path: Path, new: bytes = b"") -> bytes:
    """The secret kept at `path`, made on first use (it is `new` then, where given); readable by its owner alone.

    Many processes, on many machines with this folder in common, may ask for it first at the same moment; all get the
    same.

    Raises:
        SecretError: the file holds no secret, or cannot be read.
        NotWritten: it is not there and cannot be made.
    """
    if not path.exists():
        with (
            _written_beside(path, (new or secrets.token_bytes(SECRET_BYTES)).hex() + "\n", mode=0o600) as beside,
            suppress(FileExistsError),
        ):
            os.link(beside, path)  # unlike a rename, leaves a file that somebody else has made meanwhile
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise SecretError(f"{path} cannot be read ({error.strerror}). Give yourself the right to read it.") from error
    except ValueError:
        secret = b""
    if len(secret) < SECRET_BYTES:
        raise SecretError(
            f"{path} holds no secret. Delete it: the next run makes a new one, and draws other inputs for the checks."
        )
    return secret


@contextmanager
def _written_beside(path: Path, data: str | bytes, mode: int = 0o666) -> Iterator[Path]:
    """A file beside `path` with `data` in it, in full and on the disk; removed at the end unless it was renamed."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        yield beside
    except OSError as error:
        raise NotWritten(
            f"{path} could not be written ({error.strerror}). Nothing else is lost: make room or mend the rights, and run the"
            " same command again."
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink()
