"""What the worker does in the process of the student's code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from played_processes import question

from autograder.record.worker import LOADED, main
from gradlab.checking.calls import Answer, Call
from gradlab.checking.values import decode, encode


class Pipe:
    """The two ends of a worker's channel in one process."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan, self.sent = plan, list[list[Any]]()

    def receive(self) -> bytes:
        return encode(self.plan)

    def send(self, payload: bytes) -> None:
        self.sent.append(decode(payload))


def work(*questions: dict[str, Any], start: Sequence[int] = (0, 0)) -> list[list[Any]]:
    pipe = Pipe({"nonce": "n", "start": list(start), "questions": list(questions)})
    main(pipe)
    return pipe.sent


def asked(name: str, source: str, *arguments: Any, units: Sequence[str] = ()) -> dict[str, Any]:
    sources = [[f"<answer, cell 1, part {i}>", one.encode()] for i, one in enumerate([*units, source])]
    return question(name, 0) | {"asks": [Call("", (one,)).as_bytes() for one in arguments], "units": sources}


def test_the_worker_answers_each_ask_in_turn() -> None:
    sent = work(asked("clip_gradients", "def clip_gradients(x):\n    return 2 * x", 1, 2))
    assert [one[:3] for one in sent] == [["n", 0, LOADED], ["n", 0, 0], ["n", 0, 1]]
    assert decode(sent[0][3]) == ""
    assert [Answer.from_bytes(one[3]).value for one in sent[1:]] == [2, 4]


def test_the_worker_begins_where_the_plan_says() -> None:
    source = "def clip_gradients(x):\n    return x"
    sent = work(asked("clip_gradients", source, 1, 2), asked("detect_explosion", source, 3), start=(0, 1))
    assert [one[1:3] for one in sent] == [[0, LOADED], [0, 1], [1, LOADED], [1, 0]]


def test_the_worker_tells_the_first_error_of_loading_and_runs_the_other_statements() -> None:
    (first, second) = work(
        asked("clip_gradients", "def clip_gradients(x):\n    return x", 1, units=["import no_such", "other = no_name"])
    )
    assert (
        decode(first[3])
        == "Your code stopped with ModuleNotFoundError at the line `import no_such`: No module named 'no_such'."
    )
    assert Answer.from_bytes(second[3]).value == 1


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("clip_gradients = 5", "clip_gradients is not a function."),
        (
            "clip_gradients = 1 / 0",
            "Your code stopped with ZeroDivisionError at the line `clip_gradients = 1 / 0`: division by zero.",
        ),
    ],
)
def test_the_worker_says_why_there_is_no_function(source: str, words: str) -> None:
    answer = Answer.from_bytes(work(asked("clip_gradients", source, 1))[1][3])
    assert answer.error is not None
    assert answer.error.words == words


def test_the_line_of_an_error_is_the_student_s_own_whatever_stands_above_it() -> None:
    source = "def clip_gradients(x):\n    text = 'a\x0cb\u2028c'  # a remark\n    return x  /  0  # here\n"
    answer = Answer.from_bytes(work(asked("clip_gradients", source, 1))[1][3])
    assert answer.error is not None
    assert answer.error.line == "return x / 0 # here"


def test_an_answer_of_any_length_reaches_the_worker() -> None:
    source = (
        "def clip_gradients(x):\n" + "\n".join(f"    value_{i} = {i}" for i in range(2_000)) + "\n    return value_1999"
    )
    assert Answer.from_bytes(work(asked("clip_gradients", source, 1))[1][3]).value == 1999
