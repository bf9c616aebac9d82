from __future__ import annotations

from typing import Any

from test_recording import LIMITS, Children, answered, loaded, question

from autograder.record.recording import record
from autograder.sandbox.exit import Exit


def observations(attempts: tuple[tuple[str, int], ...]) -> list[str]:
    children: Any = Children([loaded(0), answered(0, 0)])
    children.waiting[0].exit = Exit(cause="killed", attempts=attempts)
    return record([question("clip_gradients", 1)], children, LIMITS).observations


def test_refused_system_calls_are_named_for_staff() -> None:
    assert observations((("ptrace", 1), ("socket", 3))) == [
        "System calls were refused in the process that began with clip_gradients: ptrace (1 time), socket (3 times)."
    ]


def test_nothing_is_observed_where_nothing_was_refused() -> None:
    assert observations(()) == []
