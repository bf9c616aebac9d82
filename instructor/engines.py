"""The executors that grade a class: threads of this process around one warm process, or a site of Parsl."""

from __future__ import annotations

import importlib.util
import os
import sysconfig
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from instructor.errors import CommandError
from instructor.spread import Engine
from instructor.unit import OWN_WARM_PROCESS

MEMORY_PER_JOB_MB = 700
"""A worker and a judge at their peak, measured with the reference answers, with room to spare."""

AT_ONCE_ON_A_SITE = 500
"""More than most sites have workers; at 100 kB a notebook this is 50 MB in this process."""


def default_jobs() -> int:
    """As many submissions at once as cores and free memory carry."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = psutil.virtual_memory().available // (MEMORY_PER_JOB_MB * 1024 * 1024)
    return max(1, min(cores, int(memory)))


@contextmanager
def this_machine(jobs: int) -> Iterator[Engine]:
    """`jobs` submissions at once on this machine. When the block raises, what is being graded is ended at once."""
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        try:
            yield Engine(pool, at_once=2 * jobs)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        finally:
            OWN_WARM_PROCESS.close()


@contextmanager
def parsl_site(path: Path) -> Iterator[Engine]:
    """The workers of a Parsl site, each with a warm process of its own.

    Args:
        path: a Python file of the staff's that sets ``config`` to a `parsl.Config`.

    Raises:
        CommandError: Parsl is not installed, or the file is not there, fails or sets no config.
    """
    try:
        import parsl
        from parsl.concurrent import ParslPoolExecutor
    except ImportError as error:
        raise CommandError("--parsl needs Parsl, which is not installed: pip install 'gradlab[parsl]'.") from error
    config = _config_of(path)
    if not isinstance(config, parsl.Config):
        raise CommandError(
            f"{path} sets no `config`. Add one, as in docs/cluster/parsl_local.py: config = Config(...)."
        )
    scripts = sysconfig.get_path("scripts")  # Parsl looks for programs of its own there, also where no one activated it
    os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])
    kernel = parsl.load(config)
    try:
        yield Engine(ParslPoolExecutor(dfk=kernel), AT_ONCE_ON_A_SITE)
    finally:
        kernel.cleanup()
        parsl.clear()


def _config_of(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("gradlab_parsl_site", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise CommandError(f"There is no Python file {path}. See docs/cluster/parsl_local.py for one.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # it is the staff's own code, and may raise anything
        last = traceback.extract_tb(error.__traceback__)[-1]
        raise CommandError(
            f"{path} fails: {type(error).__name__}: {error} (line {last.lineno} of {last.name})."
        ) from error
    return getattr(module, "config", None)
