from __future__ import annotations

from pathlib import Path

import pytest
from small_class import small_assignment, stand_in

from instructor import grade
from instructor.master import Master


@pytest.fixture
def small(tmp_path: Path) -> Master:
    return small_assignment(tmp_path)


@pytest.fixture
def no_code_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grade, "grade_submission", stand_in)
