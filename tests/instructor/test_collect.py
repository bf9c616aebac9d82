from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.submission import MAX_BYTES
from instructor.collect import Found, collect, safe_stem
from instructor.errors import CommandError


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def problem(*paths: Path) -> str:
    with pytest.raises(CommandError) as caught:
        collect(paths)
    return str(caught.value)


def test_notebooks_and_zips_are_found_in_folders_and_below_sorted_by_name(tmp_path: Path) -> None:
    put(tmp_path, "b.ipynb", "a.ZIP", "group/c.ipynb", "notes.txt", "d.py")
    assert [found.name for found in collect([tmp_path])] == ["a.ZIP", "b.ipynb", "group/c.ipynb"]


def test_copies_that_tools_leave_behind_are_passed_over(tmp_path: Path) -> None:
    put(
        tmp_path,
        "a.ipynb",
        ".ipynb_checkpoints/a-checkpoint.ipynb",
        "__MACOSX/._a.ipynb",
        ".hidden.ipynb",
        ".git/x.zip",
    )
    (tmp_path / "folder.ipynb").mkdir()
    assert [found.name for found in collect([tmp_path])] == ["a.ipynb"]


def test_a_file_is_named_without_its_folder(tmp_path: Path) -> None:
    put(tmp_path, "deep/below/a.ipynb")
    assert collect([tmp_path / "deep" / "below" / "a.ipynb"])[0].name == "a.ipynb"


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    assert problem(tmp_path / "no.ipynb") == f"There is no file or folder {tmp_path / 'no.ipynb'}. Check the spelling."


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    assert problem(tmp_path) == f"There is no notebook (.ipynb or .zip) in the folder {tmp_path}."


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf")
    assert problem(tmp_path / "a.pdf") == (
        f"{tmp_path / 'a.pdf'} is no submission: a notebook ends in .ipynb, a packed one in .zip."
    )


def test_a_link_or_a_pipe_is_read_as_an_empty_file_and_never_followed(tmp_path: Path) -> None:
    put(tmp_path, "secret.txt")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "nowhere.ipynb").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.ipynb")
    found = collect([tmp_path])
    assert [one.name for one in found] == ["link.ipynb", "nowhere.ipynb", "pipe.ipynb"]
    assert [one.read().data for one in found] == [b"", b"", b""]


def test_a_file_that_has_gone_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.ipynb")
    (found,) = collect([tmp_path])
    found.path.unlink()
    with pytest.raises(CommandError, match=r"a\.ipynb cannot be read \(No such file or directory\)\. Mend that"):
        found.read()


def test_a_file_is_read_in_full_up_to_the_limit(tmp_path: Path) -> None:
    put(tmp_path, "a.ipynb")
    with (tmp_path / "large.ipynb").open("wb") as file:
        file.truncate(2 * MAX_BYTES)
    small, large = collect([tmp_path])
    assert (small.read().name, small.read().data) == ("a.ipynb", b"a.ipynb")
    assert len(large.read().data) == MAX_BYTES + 1


def test_names_with_spaces_umlauts_and_signs_become_safe_stems(tmp_path: Path) -> None:
    put(tmp_path, "Jürgen Groß (1).ipynb", "<b>.ipynb", "李雷.ipynb", "a;b&c.ipynb")
    assert {found.stem for found in collect([tmp_path])} == {"Jürgen_Groß_1", "b", "李雷", "a_b_c"}


def test_two_submissions_never_share_a_stem(tmp_path: Path) -> None:
    put(tmp_path, "a b.ipynb", "a_b-2.ipynb", "a_b.ipynb", "A_B.ipynb", "a_b.zip", "?.ipynb", "!.ipynb")
    stems = [found.stem.casefold() for found in collect([tmp_path])]
    assert len(set(stems)) == 7


def test_files_of_the_same_name_in_two_folders_keep_apart(tmp_path: Path) -> None:
    put(tmp_path, "one/hw.ipynb", "two/hw.ipynb", "two/other.ipynb")
    for paths in ([tmp_path / "one", tmp_path / "two"], [tmp_path / "one" / "hw.ipynb", tmp_path / "two" / "hw.ipynb"]):
        found = [one for one in collect(paths) if one.path.name == "hw.ipynb"]
        assert [one.read().data for one in found] == [b"one/hw.ipynb", b"two/hw.ipynb"]
        assert len({one.name for one in found}) == 2
        assert len({one.stem for one in found}) == 2


def test_a_file_that_is_named_twice_is_graded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.ipynb")
    monkeypatch.chdir(tmp_path)
    assert len(collect([Path("a.ipynb"), Path("./a.ipynb"), tmp_path / "a.ipynb", tmp_path])) == 1


def test_a_name_that_is_no_utf8_is_collected(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/caf\xe9.ipynb", os.O_CREAT))
    (found,) = collect([tmp_path])
    assert found.stem == "caf"
    assert isinstance(found, Found)


@given(st.text(max_size=400))
def test_a_stem_is_always_safe_to_use_as_a_file_name(name: str) -> None:
    stem = safe_stem(f"{name}.ipynb")
    assert stem
    assert not set(stem) & set('/\\\0 <>:"|?*\n')
    assert not stem.startswith(".")
    assert len(f".{stem}.html.4000000.abcdef01".encode()) <= 255
