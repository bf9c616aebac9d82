"""Which paths a child gets: everything needed, nothing hidden."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.sandbox.paths import carve, is_below, needed_paths, private_packages, without_nested


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("a/one", "a/two", "a/deep/hidden/x", "a/deep/open/y", "b/z"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def test_carving_leaves_everything_but_the_hidden_folder(tree: Path) -> None:
    whole, listable = carve([str(tree)], [str(tree / "a/deep/hidden")])
    assert {os.path.relpath(path, tree) for path in whole} == {"b", "a/one", "a/two", "a/deep/open"}
    assert {os.path.relpath(path, tree) for path in listable} == {".", "a", "a/deep"}


def test_carving_without_anything_hidden_keeps_the_folder_whole(tree: Path) -> None:
    assert carve([str(tree)], ["/somewhere/else"]) == ([str(tree)], [])


def test_a_readable_folder_inside_a_hidden_one_is_hidden(tree: Path) -> None:
    assert carve([str(tree / "a/deep/hidden")], [str(tree / "a")]) == ([], [])


def test_a_link_beside_something_hidden_opens_no_way_to_it(tree: Path) -> None:
    (tree / "a/way").symlink_to(tree / "a/deep/hidden")
    whole, _ = carve([str(tree / "a")], [str(tree / "a/deep/hidden")])
    assert str(tree / "a/way") not in whole


def test_a_link_to_the_hidden_folder_hides_it_by_its_real_name(tree: Path) -> None:
    (tree / "link").symlink_to(tree / "a/deep/hidden")
    whole, _ = carve([str(tree / "a/deep")], [str(tree / "link")])
    assert whole == [str(tree / "a/deep/open")]


def test_nested_and_missing_paths_are_dropped(tree: Path) -> None:
    paths = [str(tree / "a"), str(tree / "a/deep"), str(tree / "missing"), str(tree / "b")]
    assert without_nested(paths) == (str(tree / "a"), str(tree / "b"))


def test_a_neighbour_with_the_same_beginning_is_not_below() -> None:
    assert is_below("/a/b", "/a")
    assert is_below("/a", "/a")
    assert is_below("/a", "/")
    assert not is_below("/ab", "/a")


def test_the_standard_library_is_needed_and_the_checkout_is_not() -> None:
    needed = needed_paths()
    assert any(is_below(os.__file__, path) for path in needed)
    assert not any(is_below(os.path.dirname(package), path) for package in private_packages() for path in needed) or (
        "site-packages" in private_packages()[0]
    )
