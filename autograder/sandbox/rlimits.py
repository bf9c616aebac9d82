"""The kernel's own limits, set inside the child."""

from __future__ import annotations

import resource

from autograder.sandbox.limits import MIB, Limits


def set_rlimits(limits: Limits, processes: int | None) -> None:
    """Lower every limit for good (soft and hard); `processes` counts the threads of the whole uid, None sets no limit.

    The hard CPU limit lies one second above the soft one: SIGXCPU can be caught, the SIGKILL after it cannot.
    """
    wanted = {
        resource.RLIMIT_CPU: (limits.cpu_seconds, limits.cpu_seconds + 1),
        resource.RLIMIT_FSIZE: (limits.file_mb * MIB, limits.file_mb * MIB),
        resource.RLIMIT_NOFILE: (limits.open_files, limits.open_files),
        resource.RLIMIT_CORE: (0, 0),
    }
    if processes is not None:
        wanted[resource.RLIMIT_NPROC] = (processes, processes)
    if hasattr(resource, "RLIMIT_MSGQUEUE"):
        wanted[resource.RLIMIT_MSGQUEUE] = (0, 0)
    for which, (soft, hard) in wanted.items():
        ceiling = resource.getrlimit(which)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(which, (soft, hard))
