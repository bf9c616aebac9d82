"""Who gets which judge, and when it is ended; the judges are played."""

from __future__ import annotations

from typing import Any

import pytest

from autograder import judges
from autograder.judges import Judges


class PlayedJudge:
    def __init__(self, _: object) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> Judges:
    monkeypatch.setattr(judges, "Judge", PlayedJudge)
    warm: Any = None
    return Judges(warm)


def closed(judge: object) -> bool:
    assert isinstance(judge, PlayedJudge)
    return judge.closed


def test_the_next_submission_gets_the_judge_of_the_last_one(lent: Judges) -> None:
    with lent.one() as first:
        pass
    with lent.one() as second:
        assert second is first
    assert not closed(first)


def test_two_submissions_at_once_have_two_judges(lent: Judges) -> None:
    with lent.one() as first, lent.one() as second:
        assert first is not second


def test_a_judge_that_was_left_in_the_middle_is_ended_and_not_lent_again(lent: Judges) -> None:
    with pytest.raises(KeyboardInterrupt), lent.one() as first:
        raise KeyboardInterrupt
    with lent.one() as second:
        assert second is not first
    assert closed(first)


def test_the_end_ends_those_that_wait_at_once_and_those_that_are_lent_when_they_come_back(lent: Judges) -> None:
    late = lent.one()
    busy = late.__enter__()
    with lent, lent.one() as waiting:
        pass
    assert [closed(waiting), closed(busy)] == [True, False]
    late.__exit__(None, None, None)
    assert closed(busy)
