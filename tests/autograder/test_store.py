from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from autograder.errors import NotWritten, SecretError
from autograder.store import read_json, remove_unfinished, secret_of, write_json, write_whole


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
    with pytest.raises(NotWritten) as caught:
        write_whole(path, "new")
    assert str(caught.value) == (
        f"{path} could not be written (No space left on device). Nothing else is lost: make room or mend the rights, and run"
        " the same command again."
    )
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
    with pytest.raises(SecretError, match="holds no secret"):
        secret_of(path)


def test_all_who_ask_for_a_new_secret_at_once_get_the_same(tmp_path: Path) -> None:
    path = tmp_path / "new" / ".secret"
    together = Barrier(8)

    def ask(_: int) -> bytes:
        together.wait()
        return secret_of(path)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
    assert os.listdir(path.parent) == [".secret"]


def test_a_secret_that_cannot_be_read_or_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(SecretError, match=r"folder cannot be read \(Is a directory\)"):
        secret_of(tmp_path / "folder")
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten, match="could not be written"):
        secret_of(tmp_path / "file" / ".secret")


def test_only_what_a_killed_process_was_writing_is_removed(tmp_path: Path) -> None:
    for name in (".a.json.12.0123abcd", ".a.json", "a.json.12.0123abcd", ".secret", ".a.json.x.0123abcd"):
        (tmp_path / name).write_text("")
    remove_unfinished(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".a.json", ".a.json.x.0123abcd", ".secret", "a.json.12.0123abcd"]
    remove_unfinished(tmp_path / "nowhere")
