"""Long work in processes side by side; what is done stays on disk, so that a run that is stopped goes on where it was."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from joblib import Memory, Parallel, delayed

from instructor.closure import code_behind
from instructor.engines import default_jobs
from instructor.fingerprint import versions

Result = TypeVar("Result")

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
"""Of libraries that would otherwise start a thread for every core in every process."""


def side_by_side(
    task: Callable[..., Result], jobs: Sequence[tuple[Any, ...]], folder: Path, say: Callable[[str], None] = print
) -> Iterator[tuple[int, Result]]:
    """Yield the number of each job with what `task` makes of it, as they come.

    Args:
        task: a function of a module; its result depends on its arguments and on the code behind that module.
        jobs: the arguments, each of which can be pickled.
        folder: where results are kept; those of other code, or of other libraries, are not found again.
        say: is told how many results were found there.
    """
    kept = Memory(folder / _mark(task.__module__), verbose=0).cache(task)
    if found := sum(kept.check_call_in_cache(*job) for job in jobs):
        say(f"{found} of {len(jobs)} results are kept from an earlier run of the same code")
    # Fresh interpreters, since TensorFlow does not survive a fork; joblib ends those that have grown, as Keras lets them.
    pool = Parallel(default_jobs(), backend="loky", batch_size=1, return_as="generator_unordered")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)
        yield from pool(delayed(_one)(kept, number, job) for number, job in enumerate(jobs))


def _mark(module: str) -> str:
    return hashlib.blake2b(code_behind([module]) + repr(versions()).encode(), digest_size=8).hexdigest()


def _one(task: Callable[..., Result], number: int, job: tuple[Any, ...]) -> tuple[int, Result]:
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    return number, task(*job)
