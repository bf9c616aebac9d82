"""Run the statements of one answer and hand out its function. The only place where a student's code is executed."""

from __future__ import annotations

import linecache
from collections.abc import Sequence
from typing import Any

from gradlab.checking.recorder import describe
from gradlab.reading.quiet import quiet_parser


def load(units: Sequence[Sequence[str]], name: str) -> tuple[Any, str]:
    """Run the statements of one answer in a namespace of their own, each whether or not another one failed, as cells are.

    Args:
        units: (name for tracebacks, source) of each statement, from `find_answer`.
        name: the function to hand out.

    Returns:
        The function (None when it is not defined or not callable), and the first error in words ("" when there is none).
    """
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    first = ""
    for filename, source in units:
        # Lines as Python counts them; splitlines would end one at a form feed too.
        lines = [f"{line}\n" for line in source.split("\n")]
        linecache.cache[filename] = (len(source), None, lines, filename)
        try:
            with quiet_parser():
                code = compile(source, filename, "exec")
            exec(code, namespace)
        except Exception as error:
            first = first or describe(error).words
    function = namespace.get(name)
    if callable(function):
        return function, first
    return None, first or f"{name} is not a function."
