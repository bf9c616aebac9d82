"""The trusted half of recording: start confined processes, keep their time, take their frames, notice how they end."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from autograder.assignment import TimeLimits
from autograder.record.evidence import Evidence, Recorded, mark_of
from autograder.record.opened import MAX_LENGTH, MAX_PATHS
from autograder.record.worker import LOADED
from autograder.sandbox.child import Child
from autograder.sandbox.errors import ChildExited, ChildTimeout, FrameTooLarge
from autograder.sandbox.exit import Exit
from gradlab.checking.values import ValueFormatError, decode, encode

MAX_CRASHES = 2
"""After so many calls that ended their process, each tried twice, an answer is not asked further."""

MAX_BYTES = 128_000_000
"""Of all answers to all questions together; five builds of a large network have 40 MB."""

MAX_HEADER = 100_000
"""Bytes of a frame's own header, which is opened in this process: a mark and two numbers, or one error in words."""

FRAME = [str, int, int, bytes, list]
"""Mark of the run, question, ask, content, files outside that were opened."""

Start = Callable[[], AbstractContextManager[Child]]
Done = Callable[[str, Recorded], None]


def record(questions: list[dict[str, Any]], start: Start, limits: TimeLimits, done: Done = lambda *_: None) -> Evidence:
    """Run and ask a submission's answers.

    Args:
        questions: from `PlannedQuestion.as_data`.
        start: starts a confined process that runs `autograder.record.worker.main`.
        limits: wall-clock seconds.
        done: gets each question's name and what was recorded of it as soon as nothing more will be, in the order of
            `questions`. Its time does not count against the limits; what it raises ends the recording.
    """
    return _Recording(questions, start, limits, done).run()


class _Recording:
    def __init__(self, questions: list[dict[str, Any]], start: Start, limits: TimeLimits, done: Done) -> None:
        self.questions, self.start, self.limits, self.done = questions, start, limits, done
        self.evidence = Evidence({one["name"]: _nothing_yet(one["asks"]) for one in questions})
        self.deadline = time.monotonic() + limits.submission
        self.crashes = [0] * len(questions)
        self.kept = 0  # bytes of all answers so far
        self.opened: list[str] = []  # files outside that were asked for so far
        # Where a process ended, and why: the first time is blamed on the machine (its memory, another user), not on the student.
        self.ended_at: dict[tuple[int, int], str] = {}
        # The next thing to be done; a process that dies is followed by another one that begins here.
        self.question, self.ask = 0, LOADED
        self.handed_over = 0  # questions that `done` has got
        self._skip_what_is_not_answered()

    def run(self) -> Evidence:
        while self.question < len(self.questions):
            self._hand_over()
            if time.monotonic() >= self.deadline:
                self._give_up_from_here()
                break
            nonce = secrets.token_hex(16)
            first_ask = max(self.ask, 0)
            plan = {"nonce": nonce, "start": [self.question, first_ask], "questions": self.questions}
            self.ask = LOADED
            first_question = self.questions[self.question]["name"]
            with self.start() as child:
                child.send(encode(plan))
                self._listen(child, nonce, first_ask)
            if child.exit is not None and child.exit.attempts:
                self.evidence.observations.append(_refused_calls(child.exit, first_question))
        self.question = len(self.questions)
        self._hand_over()
        return self.evidence

    def _hand_over(self) -> None:
        """Give `done` the questions before the present one that it has not got."""
        began = time.monotonic()
        for one in self.questions[self.handed_over : self.question]:
            self.handed_over += 1
            self.done(one["name"], self.evidence.questions[one["name"]])
        self.deadline += time.monotonic() - began

    def _listen(self, child: Child, nonce: str, first_ask: int) -> None:
        """Take frames until everything is answered or the process is of no more use."""
        began = time.monotonic()
        while self.question < len(self.questions):
            limit = self.limits.cell if self.ask == LOADED else self.limits.question
            remaining = min(began + limit, self.deadline) - time.monotonic()
            try:
                frame = child.receive(timeout=max(0.0, remaining))
                content = self._expected(frame, nonce, first_ask)
            except ChildTimeout:
                self._timed_out(limit)
                return
            except ChildExited as ended:
                if (self.question, self.ask) in self.ended_at:
                    self._crashed(_how_it_ended(ended))
                else:
                    self._try_again(ended.exit.cause, first_ask)
                return
            except (FrameTooLarge, ValueFormatError) as error:
                name = self.questions[self.question]["name"]
                self.evidence.observations.append(f"While {name} ran, its process sent no answer but this: {error}.")
                self._crashed("Your code sent back something that is not an answer.")
                return
            question_before = self.question
            self._take(content, first_ask)
            if self.question != question_before:
                if self.question < len(self.questions):  # the last ones wait until the process is gone, and its memory
                    self._hand_over()
                began, first_ask = time.monotonic(), 0
            elif content[0] == LOADED:
                began = time.monotonic()

    def _expected(self, frame: bytes, nonce: str, first_ask: int) -> tuple[int, bytes]:
        """The content of a frame, which has to be the very next one of this run."""
        value = decode(frame, MAX_HEADER)
        # Types first: an array in place of a number compares to an array, which is neither true nor false.
        if not isinstance(value, list) or [type(part) for part in value] != FRAME or value[0] != nonce:
            raise ValueFormatError("a frame without this run's mark")
        _, question, ask, content, opened = value
        if (question, ask) != (self.question, self.ask):
            raise ValueFormatError("a frame out of its turn")
        if ask == LOADED:
            decode(content, MAX_HEADER)
        if self.kept + len(content) > MAX_BYTES:
            raise ValueFormatError(f"more than {MAX_BYTES // 1_000_000} MB in all answers together")
        self._note_opened(opened)
        return ask, content

    def _note_opened(self, opened: list[Any]) -> None:
        paths = [path[:MAX_LENGTH] for path in opened[:MAX_PATHS] if isinstance(path, str)]
        new = [path for path in dict.fromkeys(paths) if path not in self.opened]
        self.opened += new
        if new:
            name = self.questions[self.question]["name"]
            self.evidence.observations.append(
                f"While {name} ran, its process was asked to open files outside its folder: {', '.join(new)}."
            )

    def _take(self, content: tuple[int, bytes], first_ask: int) -> None:
        ask, data = content
        name = self.questions[self.question]["name"]
        recorded = self.evidence.questions[name]
        if cause := self.ended_at.pop((self.question, ask), ""):
            self.evidence.observations.append(
                f"While {name} ran, its process ended ({cause}) and did not when it was tried again."
            )
        if ask == LOADED:
            text = decode(data)
            recorded.load_error = text[:600] if isinstance(text, str) else ""
            self.ask = first_ask
        else:
            recorded.answers[ask] = data
            self.kept += len(data)
            self.ask += 1
        if self.ask >= len(recorded.answers):
            self._next_question()

    def _next_question(self) -> None:
        self.question, self.ask = self.question + 1, LOADED
        self._skip_what_is_not_answered()

    def _skip_what_is_not_answered(self) -> None:
        while self.question < len(self.questions) and self.questions[self.question]["state"] != "answered":
            self.question += 1

    def _timed_out(self, limit: float) -> None:
        if time.monotonic() >= self.deadline:
            return  # the time of the whole submission is over, which `run` says
        doing = "loading your code" if self.ask == LOADED else "this part"
        self._stop_question(
            f"Your code was stopped: {doing} took longer than {limit:g} seconds. Look for a loop that does not end, or for"
            " training inside the function."
        )
        self.evidence.status = "timeout"

    def _try_again(self, cause: str, first_ask: int) -> None:
        """Do in a fresh process what the last one ended at."""
        self.ended_at[self.question, self.ask] = cause
        if self.ask == LOADED:
            self.ask = first_ask

    def _crashed(self, how: str) -> None:
        self.evidence.status = "crashed" if self.evidence.status == "graded" else self.evidence.status
        self.crashes[self.question] += 1
        recorded = self.evidence.questions[self.questions[self.question]["name"]]
        if self.ask == LOADED or self.crashes[self.question] >= MAX_CRASHES:
            self._stop_question(how)
            return
        recorded.stopped = how
        self.ask += 1  # passed over; those after it are asked
        if self.ask >= len(recorded.answers):
            self._next_question()

    def _stop_question(self, why: str) -> None:
        self.evidence.questions[self.questions[self.question]["name"]].stopped = why
        self._next_question()

    def _give_up_from_here(self) -> None:
        for one in self.questions[self.question :]:
            recorded = self.evidence.questions[one["name"]]
            recorded.stopped = recorded.stopped or (
                f"There was no time left: all parts together took longer than {self.limits.submission:g} seconds."
            )
        self.evidence.status = "timeout"


def _nothing_yet(asks: list[bytes]) -> Recorded:
    return Recorded([None] * len(asks), asks=[mark_of(ask) for ask in asks])


def _refused_calls(exit: Exit, first_question: str) -> str:
    """A sentence for staff: what the kernel saw, and no guess at the reason."""
    calls = ", ".join(f"{name} ({count} {'time' if count == 1 else 'times'})" for name, count in exit.attempts)
    return f"System calls were refused in the process that began with {first_question}: {calls}."


def _how_it_ended(ended: ChildExited) -> str:
    """A sentence for the student."""
    words = {
        "memory": "Your code used more memory than a laptop has to spare and was stopped.",
        "cpu": "Your code used more processor time than is allowed and was stopped.",
        "processes": "Your code started too many processes or threads and was stopped.",
        "disk": "Your code wrote more files than is allowed and was stopped.",
        "crash": "Python itself crashed while it ran your code.",
    }
    return words.get(ended.exit.cause, "Your code ended Python while it ran, as exit() or quit() do. Remove that call.")
