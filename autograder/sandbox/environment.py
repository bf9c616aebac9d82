"""The environment of warm process and children: nothing of the grader's own gets in."""

from __future__ import annotations

import os
import tempfile

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


def clean_environment(home: str, threads: int) -> dict[str, str]:
    """All variables a child sees; `home` is its private folder."""
    return {
        "HOME": home,
        "TMPDIR": home,
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "USER": "student",
        "LOGNAME": "student",
        "MPLBACKEND": "Agg",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "",
        **{name: str(threads) for name in THREAD_VARIABLES},
    }


def replace_environment(variables: dict[str, str]) -> None:
    """Set these variables and no others, and forget what the imports before the fork concluded from the old ones."""
    tempfile.tempdir = None
    os.environ.clear()
    os.environ.update(variables)
