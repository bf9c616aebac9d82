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
    with _beside(path) as beside:
        _write(beside, data)
        beside.replace(path)


def copy_whole(source: Path, path: Path) -> None:
    """Have the file `source` at `path` too, in one step; the same file twice where the disk can do that.

    Raises:
        NotWritten: as in `write_whole`, and where `source` cannot be read.
    """
    with _beside(path) as beside:
        try:
            os.link(source, beside)
        except OSError:  # another disk, or one without such links
            _write(beside, source.read_bytes())
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
        with _beside(path) as beside, suppress(FileExistsError):
            _write(beside, (new or secrets.token_bytes(SECRET_BYTES)).hex() + "\n", mode=0o600)
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
def _beside(path: Path) -> Iterator[Path]:
    """A new name beside `path`, in a folder that is there; what is written to it goes unless it was renamed."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
    except OSError as error:
        raise NotWritten(
            f"{path} could not be written ({error.strerror}). Nothing else is lost: make room or mend the rights, and run the"
            " same command again."
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _write(path: Path, data: str | bytes, mode: int = 0o666) -> None:
    """Write a new file, down to the disk."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
        file.flush()
        os.fsync(file.fileno())
