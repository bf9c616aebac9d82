from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from autograder.store import read_json, secret_of, write_json, write_whole
from instructor.errors import CommandError


def test_a_file_is_written_with_the_folders_above_it_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    write_whole(path, "grün")
    assert path.read_text("utf-8") == "grün"
    write_whole(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert os.listdir(path.parent) == ["c.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "old")

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_text_with_lone_surrogates_is_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "caf\udce9")
    write_json(tmp_path / "a.json", {"name": "caf\udce9"})
    assert read_json(tmp_path / "a.json") == {"name": "caf\udce9"}


def test_json_is_read_back_and_what_is_no_json_is_none(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"a": [1, "ü"]})
    assert read_json(tmp_path / "a.json") == {"a": [1, "ü"]}
    (tmp_path / "b.json").write_bytes(b'{"a": ')
    assert read_json(tmp_path / "b.json") is None
    assert read_json(tmp_path / "no.json") is None
    assert read_json(tmp_path) is None


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "out" / ".secret"
    secret = secret_of(path)
    assert len(secret) == 32
    assert secret_of(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret_of(tmp_path / "other") != secret


@pytest.mark.parametrize("content", ["", "no hex", "abcd", "00" * 31])
def test_a_damaged_secret_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / ".secret"
    path.write_text(content)
    with pytest.raises(CommandError, match="holds no secret"):
        secret_of(path)
