"""The half of recording that runs beside the student's code, in a confined process that holds no expected value.

It reads one plan and writes one frame for each thing done: ``[nonce, question, ask, bytes, opened]``; ask -1 says that the
answer's code was loaded, and its bytes are the error of that in words, if any. `opened` are files outside (`Opened`).
"""

from __future__ import annotations

from typing import Protocol

from autograder.record.opened import Opened
from gradlab.checking.calls import Answer, StudentError
from gradlab.checking.own_work import own_work
from gradlab.checking.recorder import answer
from gradlab.checking.values import decode, encode
from gradlab.reading.loading import load

LOADED = -1


class Channel(Protocol):
    """What the sandbox gives to its child."""

    def receive(self) -> bytes: ...

    def send(self, payload: bytes) -> None: ...


def main(channel: Channel) -> None:
    """Load each answer's code and ask it, from the place that the plan names."""
    plan = decode(channel.receive())
    nonce, (first_question, first_ask) = plan["nonce"], plan["start"]
    opened = Opened()
    for q in range(first_question, len(plan["questions"])):
        question = plan["questions"][q]
        if question["state"] != "answered":
            continue
        units = [[name, source.decode("utf-8", "surrogatepass")] for name, source in question["units"]]
        with own_work(question["name"]):  # from the first statement on: an import keeps what it gets hold of
            function, error = load(units, question["function"])
        channel.send(encode([nonce, q, LOADED, encode(error or ""), opened.take()]))
        for a in range(first_ask if q == first_question else 0, len(question["asks"])):
            if function is None:
                found = Answer(error=StudentError("", error or "Your function could not be found."))
            else:
                with own_work(question["name"]):
                    found = answer(function, question["asks"][a])
            channel.send(encode([nonce, q, a, found.as_bytes(), opened.take()]))
