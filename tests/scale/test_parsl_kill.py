"""A worker of Parsl's HighThroughputExecutor is killed in the middle: its submission is tried again, and nothing differs.

Parsl's manager starts another worker and answers for the lost one with `WorkerLost`; `spread` hands the submission out again.
"""

from __future__ import annotations

import time
from pathlib import Path

import psutil
import pytest
from small_class import hand_in, small_assignment
from test_kill import finish, results, start, wait_for_results

pytest.importorskip("parsl", reason="needs the extra parsl")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CLASS = 6
SITE = """\
from parsl.config import Config
from parsl.executors import HighThroughputExecutor
from parsl.providers import LocalProvider

provider = LocalProvider(init_blocks=1, min_blocks=1, max_blocks=1)
here = HighThroughputExecutor(label="here", address="127.0.0.1", max_workers_per_node=2, provider=provider)
config = Config(executors=[here], run_dir={run_dir!r}, initialize_logging=False)
"""


def workers(run_dir: Path) -> list[psutil.Process]:
    """Parsl's workers of this run that have a warm process: a pool is known by the folder of its logs."""
    pools = [one for one in psutil.process_iter() if str(run_dir) in " ".join(_command(one))]
    below = {child.pid: child for pool in pools for child in _children(pool)}
    return [
        child
        for child in below.values()
        if any("autograder.sandbox.zygote" in _command(one) for one in _children(child))
    ]


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children())
    except psutil.NoSuchProcess:
        return []


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def test_a_killed_worker_of_parsl_changes_no_result(tmp_path: Path) -> None:
    small_assignment(tmp_path)
    hand_in(tmp_path / "in", *[f"{i:02}.ipynb" for i in range(CLASS)])
    run_dir = tmp_path / "runinfo"
    (tmp_path / "site.py").write_text(SITE.format(run_dir=str(run_dir)))
    finish(start(tmp_path, "undisturbed"))
    process = start(tmp_path, "killed", "--parsl", "site.py")
    killed = False
    try:
        wait_for_results(process, tmp_path / "killed", 1)
        while process.poll() is None and not killed:
            for worker in workers(run_dir)[:1]:
                worker.kill()
                killed = True
            time.sleep(0.02)
        finish(process)
    finally:
        if process.poll() is None:
            process.terminate()
    assert killed, "the class was graded before a worker could be killed"
    assert results(tmp_path / "killed") == results(tmp_path / "undisturbed")
    assert len(results(tmp_path / "killed")) == CLASS
