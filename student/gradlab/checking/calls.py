"""What a check asks (`Call`, `Build`) and what comes back (`Answer`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gradlab.checking.models import ModelSpec
from gradlab.checking.values import Tensor, ValueFormatError, decode, encode


@dataclass(frozen=True, eq=False)
class Call:
    """One call of the student's function.

    Attributes:
        words: the input in words, as the feedback names it: "three gradients with norms 5, 3 and 0.5, limit 2".
        arguments: positional arguments; plain values, `Tensor` and `ModelSpec`.
        options: keyword arguments.
        excused: part of the text of an error that is a fault of a library and not of the student; the check gets such an
            answer to judge, where any other error fails it.
    """

    words: str
    arguments: tuple[Any, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    excused: str = ""

    def as_bytes(self) -> bytes:
        """The call as it is sent to the recording process (without the words)."""
        arguments = [_pack(argument) for argument in self.arguments]
        return encode({"call": arguments, "options": {name: _pack(value) for name, value in self.options}})


@dataclass(frozen=True)
class Build:
    """Several builds of the student's model, each after ``keras.utils.set_random_seed(seed)``.

    Attributes:
        words: as in `Call`.
        seeds: one build for each.
    """

    words: str
    seeds: tuple[int, ...]

    def as_bytes(self) -> bytes:
        """The request as it is sent to the recording process."""
        return encode({"build": list(self.seeds)})


Ask = Call | Build


def _pack(value: Any) -> Any:
    return {"model": value.as_data()} if isinstance(value, ModelSpec) else value


def unpack_argument(value: Any) -> Any:
    """A decoded argument of a call; a model comes back as its `ModelSpec`."""
    if isinstance(value, dict) and set(value) == {"model"}:
        return ModelSpec.from_data(value["model"])
    return value


@dataclass(frozen=True)
class StudentError:
    """An exception that the student's code raised (or, with an empty `type_name`, another end of the call).

    Attributes:
        type_name: name of the exception's class; ``""`` when the call never ended by itself.
        text: the exception's own words, or a sentence that says how the call ended.
        line: the source line of the student's code where it happened, or ``""``.
    """

    type_name: str
    text: str
    line: str = ""

    @property
    def words(self) -> str:
        """One sentence for the student."""
        if not self.type_name:
            return self.text
        where = f" at the line `{self.line}`" if self.line else ""
        text = f": {self.text}" if self.text else ""
        return f"Your code stopped with {self.type_name}{where}{text.rstrip('.')}."


@dataclass(frozen=True, eq=False)
class Answer:
    """What one call gave.

    Attributes:
        value: the returned value, decoded; meaningless when there is an `error`.
        error: why there is no value, or None.
        arguments: the positional arguments as they were after the call (a model: its list of weight arrays).
        kind: name of the returned value's type, for messages.
    """

    value: Any = None
    error: StudentError | None = None
    arguments: tuple[Any, ...] = ()
    kind: str = ""

    @property
    def not_started(self) -> bool:
        """True when the stub is still there: it raises NotImplementedError."""
        return self.error is not None and self.error.type_name == "NotImplementedError"

    def as_bytes(self) -> bytes:
        """Encode for the way to the judge."""
        error = None if self.error is None else [self.error.type_name, self.error.text, self.error.line]
        return encode({"value": self.value, "error": error, "arguments": list(self.arguments), "kind": self.kind})

    @staticmethod
    def from_bytes(data: bytes) -> Answer:
        """Decode what came from a recording process.

        Raises:
            ValueFormatError: when it is not an answer.
        """
        record = decode(data)
        if not isinstance(record, dict) or set(record) != {"value", "error", "arguments", "kind"}:
            raise ValueFormatError("an answer has other fields than it should")
        error, arguments, kind = record["error"], record["arguments"], record["kind"]
        if not isinstance(arguments, list) or not isinstance(kind, str):
            raise ValueFormatError("an answer has a field of the wrong type")
        if error is not None and not (
            isinstance(error, list) and len(error) == 3 and all(isinstance(part, str) for part in error)
        ):
            raise ValueFormatError("an answer's error is malformed")
        found = None if error is None else StudentError(*error)
        return Answer(record["value"], found, tuple(arguments), kind[:200])


__all__ = ["Answer", "Ask", "Build", "Call", "StudentError", "Tensor", "unpack_argument"]
