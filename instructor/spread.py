"""Hand submissions to an executor, a few at a time, and take back what it makes of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

from instructor.collect import Found
from instructor.errors import GradlabError
from instructor.unit import Graded

ATTEMPTS = 3
"""How often a submission is tried that was lost through us. What fails in the student's code is a result, and no failure."""

Start = Callable[[Executor, Found], "Future[Graded]"]


@dataclass(frozen=True)
class Engine:
    """Where submissions are graded.

    Attributes:
        executor: runs the unit of work.
        at_once: how many are handed to it at a time; what they hold in memory stays in proportion to this.
    """

    executor: Executor
    at_once: int


def spread(engine: Engine, todo: Iterable[Found], start: Start) -> Iterator[tuple[Found, Graded | str]]:
    """Yield each submission with what was made of it, in the order in which results arrive.

    `start` hands one submission to the executor. Nothing is read before it fits, and nothing kept once it was yielded.
    Instead of a result comes the reason, where a submission was tried `ATTEMPTS` times and its worker was lost each
    time.

    Raises:
        GradlabError: the work itself cannot go on, as where students' code cannot be shut in.
    """
    waiting = deque((found, 1) for found in todo)
    running: dict[Future[Graded], tuple[Found, int]] = {}
    while waiting or running:
        while waiting and len(running) < engine.at_once:
            found, attempt = waiting.popleft()
            running[start(engine.executor, found)] = (found, attempt)
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            found, attempt = running.pop(future)
            error = future.exception()
            if isinstance(error, GradlabError):
                raise error
            result = f"{type(error).__name__}: {error}" if error is not None else future.result()
            if attempt < ATTEMPTS and (isinstance(result, str) or result.verdict["status"] == "error"):
                waiting.append((found, attempt + 1))
            else:
                yield found, result
