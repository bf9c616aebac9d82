"""Take a measuring function of the toolkit away while the answer that has to write it runs."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OwnWorkError(RuntimeError):
    """An answer called a function that it was asked to write itself."""


@contextmanager
def own_work(question: str) -> Iterator[None]:
    """Within this context the functions that the question's module lists as ``OWN_WORK`` raise `OwnWorkError`.

    The notebook and the grader use it alike, so that an answer which leans on the toolkit fails where it can be mended.
    """
    names = getattr(importlib.import_module(f"gradlab.checking.public.{question}"), "OWN_WORK", ())
    replaced: list[tuple[Any, str, Any]] = []
    try:
        for name in names:
            module_name, attribute = name.rsplit(".", 1)
            module = importlib.import_module(module_name)
            replaced.append((module, attribute, getattr(module, attribute)))
            setattr(module, attribute, _refuse(attribute))
        yield
    finally:
        for module, attribute, original in replaced:
            setattr(module, attribute, original)


def _refuse(attribute: str) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise OwnWorkError(
            "gradlab's own measuring functions are not available to this answer; write it with tf.GradientTape"
        )

    refuse.__name__ = attribute
    return refuse
