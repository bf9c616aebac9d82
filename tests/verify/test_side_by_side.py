"""Long work in processes side by side, its results kept."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from instructor.verifying import side_by_side as module
from instructor.verifying.side_by_side import ONE_THREAD, side_by_side


@pytest.fixture(autouse=True)
def _of_no_module_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "default_jobs", lambda: 2)


def test_each_result_comes_with_the_number_of_its_job(tmp_path: Path) -> None:
    assert dict(side_by_side(math.hypot, [(3.0, 4.0), (6.0, 8.0), (0.0, 1.0)], tmp_path)) == {0: 5.0, 1: 10.0, 2: 1.0}


def test_work_is_done_in_other_processes_with_one_thread_each(tmp_path: Path) -> None:
    found = dict(side_by_side(os.getenv, [(name,) for name in ONE_THREAD], tmp_path))
    assert found == dict.fromkeys(range(len(ONE_THREAD)), "1")
    assert dict(side_by_side(os.getpid, [()], tmp_path))[0] != os.getpid()


def test_what_was_done_is_not_done_again_and_what_is_new_is(tmp_path: Path) -> None:
    said: list[str] = []
    (first,) = side_by_side(os.urandom, [(8,)], tmp_path, said.append)
    again = dict(side_by_side(os.urandom, [(8,), (9,)], tmp_path, said.append))
    assert again[0] == first[1]
    assert len(again[1]) == 9
    assert said == ["1 of 2 results are kept from an earlier run of the same code"]


def test_other_code_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (first,) = side_by_side(os.urandom, [(8,)], tmp_path)
    monkeypatch.setattr(module, "code_behind", lambda modules: b"another digest")
    (again,) = side_by_side(os.urandom, [(8,)], tmp_path)
    assert first != again


def test_other_versions_of_the_libraries_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (first,) = side_by_side(os.urandom, [(8,)], tmp_path)
    monkeypatch.setattr(module, "versions", lambda: ["tensorflow 99"])
    (again,) = side_by_side(os.urandom, [(8,)], tmp_path)
    assert first != again


def test_a_kept_result_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    (first,) = side_by_side(os.urandom, [(8,)], tmp_path)
    (path,) = tmp_path.rglob("output.pkl")
    path.write_bytes(path.read_bytes()[:4])
    (again,) = side_by_side(os.urandom, [(8,)], tmp_path)
    assert len(again[1]) == 8
    assert again != first


def test_an_error_in_the_work_is_not_lost(tmp_path: Path) -> None:
    wrong: Callable[..., Any] = math.sqrt
    with pytest.raises(ValueError, match="math domain error"):
        list(side_by_side(wrong, [(-1.0,)], tmp_path))
