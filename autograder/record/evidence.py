"""Evidence: everything a student's code answered, as bytes that nobody has opened yet, and how its processes ended."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from gradlab.checking.values import ValueFormatError, decode, encode

Ended = Literal["graded", "timeout", "crashed"]
"""How the student's processes ended: as they should, or one of the statuses of a verdict."""


@dataclass
class Recorded:
    """What was recorded of one question.

    Attributes:
        answers: for each ask the bytes of an answer, or None.
        asks: for each ask its mark (`mark_of`), so that answers are found again when checks have changed since.
        stopped: why the answers that are missing are missing, in a sentence for the student.
        load_error: the first error while the answer's code was loaded, or "".
    """

    answers: list[bytes | None]
    stopped: str = ""
    load_error: str = ""
    asks: list[str] = field(default_factory=list)

    def was_asked(self, ask: bytes) -> bool:
        """Whether this was asked when the code ran."""
        return mark_of(ask) in self.asks

    def answer_to(self, ask: bytes) -> bytes | None:
        """What was answered to it, as bytes; None for no answer."""
        return self.answers[self.asks.index(mark_of(ask))]

    def without_answers(self, why: str) -> Recorded:
        """A copy without an answer, and the reason in a sentence for the student."""
        return replace(self, answers=[None] * len(self.answers), stopped=why)

    def as_data(self) -> dict[str, Any]:
        """Plain data for `encode`."""
        return asdict(self)

    @staticmethod
    def from_data(data: dict[str, Any]) -> Recorded:
        """The inverse of `as_data`; a KeyError or TypeError where it is something else."""
        return Recorded(list(data["answers"]), data["stopped"], data["load_error"], list(data["asks"]))


def mark_of(ask: bytes) -> str:
    """A short mark of what was asked."""
    return hashlib.blake2b(ask, digest_size=12).hexdigest()


@dataclass
class Evidence:
    """What was recorded of one submission.

    Attributes:
        questions: by name.
        status: graded, timeout or crashed: how the student's processes ended.
        observations: for staff: what was noticed while the code ran.
    """

    questions: dict[str, Recorded] = field(default_factory=dict)
    status: Ended = "graded"
    observations: list[str] = field(default_factory=list)

    def as_bytes(self) -> bytes:
        """For the disk."""
        questions = {name: one.as_data() for name, one in self.questions.items()}
        return encode({"questions": questions, "status": self.status, "observations": self.observations})

    @staticmethod
    def from_bytes(data: bytes) -> Evidence:
        """The inverse of `as_bytes`.

        Raises:
            ValueFormatError: the bytes are not evidence.
        """
        record = decode(data)
        try:
            questions = {name: Recorded.from_data(one) for name, one in record["questions"].items()}
            if record["status"] not in get_args(Ended):
                raise ValueFormatError("evidence with an unknown status")
            return Evidence(questions, record["status"], list(record["observations"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueFormatError("not a record of evidence") from error
