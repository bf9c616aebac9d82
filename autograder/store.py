"""Files that are either there in full or not at all."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from instructor.errors import CommandError

SECRET_BYTES = 32


def write_whole(path: Path, data: str | bytes) -> None:
    """Write beside `path` and rename, so that a crash leaves the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            file.write(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_json(path: Path, data: Any) -> None:
    """Write JSON in full."""
    write_whole(path, json.dumps(data, indent=1, ensure_ascii=True) + "\n")


def read_json(path: Path) -> Any:
    """Read JSON, None when it is not there or not readable."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def secret_of(path: Path) -> bytes:
    """The secret kept at `path`, made on first use; readable by its owner alone.

    Raises:
        CommandError: the file holds no secret, as after a crash while it was written.
    """
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
        if len(secret) < SECRET_BYTES:
            raise ValueError("too short")
        return secret
    except ValueError as error:
        raise CommandError(
            f"{path} holds no secret. Delete it: the next run makes a new one, and draws other inputs for the checks."
        ) from error
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_BYTES) + "\n")
        return secret_of(path)
