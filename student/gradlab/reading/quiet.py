"""Python's parser without its warnings: "invalid escape sequence" and the like are no business of a grader."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_parser() -> Iterator[None]:
    """Keep quiet what is warned of meanwhile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
