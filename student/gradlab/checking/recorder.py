"""Ask a student's function and write down what it does. This half runs beside the student's code."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from typing import Any

from gradlab.checking.calls import Answer, StudentError, unpack_argument
from gradlab.checking.models import ModelSpec, build
from gradlab.checking.values import Tensor, decode

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # Keras writes its errors in bold, for terminals

STUDENT_FILE = "<answer"
"""File names of compiled student code begin like this; so a traceback finds the student's own line."""


def answer(function: Callable[..., Any], ask: bytes) -> Answer:
    """Carry out one `Call` or `Build` (as bytes) and record the result; never raises for what the student's code does."""
    request = decode(ask)
    if "build" in request:
        from gradlab.checking.trace import ModelProblem, record_builds

        try:
            return Answer(record_builds(function, request["build"]), kind="dict")
        except ModelProblem as problem:  # already a sentence for the student
            return Answer(error=StudentError("", str(problem)))
        except Exception as error:
            return Answer(error=describe(error))
    arguments = [_materialise(unpack_argument(value)) for value in request["call"]]
    options = {name: _materialise(unpack_argument(value)) for name, value in request["options"].items()}
    return _guarded(lambda: function(*arguments, **options), arguments)


def _guarded(ask: Callable[[], Any], arguments: list[Any]) -> Answer:
    try:
        value = ask()
    except Exception as error:
        return Answer(error=describe(error))
    after = tuple(_settled(argument) for argument in arguments)
    return Answer(value, None, after, type(value).__name__)


def describe(error: BaseException) -> StudentError:
    """An exception of the student's code in plain words, with the line of theirs in which it arose."""
    try:
        text = _short(_COLOURS.sub("", str(error)), 300)
    except Exception:  # the student's own exception class, with a __str__ that fails
        text = ""
    lines = [
        frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(STUDENT_FILE)
    ]
    line = _short(lines[-1] or "", 160) if lines else ""
    return StudentError(type(error).__name__[:80], text, line)


def _short(text: str, length: int) -> str:
    """On one line, cut between two words."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[: length - 4]
    return (head.rpartition(" ")[0] or head) + " ..."


def _materialise(value: Any) -> Any:
    """Turn a plain argument into what the student's function expects: tensors and models."""
    if isinstance(value, Tensor):
        import tensorflow as tf

        return tf.constant(value.array)
    if isinstance(value, ModelSpec):
        return build(value)
    if isinstance(value, list):
        return [_materialise(item) for item in value]
    if isinstance(value, tuple):
        return tuple(_materialise(item) for item in value)
    return value.copy() if hasattr(value, "flags") else value


def _settled(argument: Any) -> Any:
    """An argument after the call, as plain data: a model becomes its list of weights."""
    return argument.get_weights() if hasattr(argument, "get_weights") else argument
