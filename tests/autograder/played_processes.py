"""Processes for `record` that are played: each hands out scripted frames, or raises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograder.assignment import TimeLimits
from autograder.record.evidence import Recorded, mark_of
from autograder.record.worker import LOADED
from autograder.sandbox.errors import ChildExited
from autograder.sandbox.exit import Exit
from gradlab.checking.values import decode, encode

LIMITS = TimeLimits(cell=5.0, question=7.0, submission=100.0)
Step = bytes | Exception | Callable[[dict[str, Any]], bytes]


class FakeChild:
    """Plays a process: hands out what it is given, frame by frame, or raises it."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = list(steps)
        self.timeouts: list[float] = []
        self.plan: dict[str, Any] = {}
        self.exit: Exit | None = None

    def __enter__(self) -> FakeChild:
        return self

    def __exit__(self, *_: object) -> None: ...

    def send(self, payload: bytes) -> None:
        self.plan = decode(payload)

    def receive(self, timeout: float) -> bytes:
        self.timeouts.append(timeout)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, bytes) else step(self.plan)


class Children:
    """Starts one fake child after the other."""

    def __init__(self, *scripts: Sequence[Step]) -> None:
        self.waiting = [FakeChild(steps) for steps in scripts]
        self.started: list[FakeChild] = []

    def __call__(self) -> Any:
        self.started.append(self.waiting.pop(0))
        return self.started[-1]


def question(name: str, asks: int, state: str = "answered") -> dict[str, Any]:
    return {"name": name, "function": name, "units": [], "asks": [b""] * asks, "state": state, "note": ""}


def kept(answers: list[bytes | None], stopped: str = "", load_error: str = "") -> Recorded:
    return Recorded(answers, stopped, load_error, [mark_of(b"")] * len(answers))


def loaded(question: int, error: str = "") -> Step:
    return lambda plan: encode([plan["nonce"], question, LOADED, encode(error), []])


def answered(question: int, ask: int, data: bytes | None = None) -> Step:
    return lambda plan: encode([plan["nonce"], question, ask, data or f"{question}.{ask}".encode(), []])


def ended(cause: Any = "exit") -> ChildExited:
    return ChildExited(Exit(cause=cause))
