"""Gradings of the error budget on disk, so that a long run goes on where it stopped."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from gradlab.checking.values import Array
from instructor.closure import code_behind
from instructor.verifying import budget, families
from instructor.verifying.budget import STATISTICS, Gradings, count
from instructor.verifying.families import Family

PORTION = 500
"""Gradings in one file: what a run that is stopped loses at most."""


def kept_folder(folder: Path) -> Path:
    """Where gradings by today's code are kept below `folder`; a change of anything that decides in them begins anew."""
    return folder / "gradings" / code_behind([budget.__name__, families.__name__]).hex()[:16]


def portion(family: Family, number: int, folder: Path) -> Gradings:
    """`PORTION` gradings of a family: read if they are kept, otherwise made and kept."""
    name = hashlib.blake2b(family.name.encode(), digest_size=8).hexdigest()
    path = folder / f"{name}-{number}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            return Gradings(family, kept["reasons"], {one: kept[one] for one in STATISTICS})
    except (OSError, KeyError, ValueError, BadZipFile):  # not there, or cut off by a full disk
        made = count(family, PORTION, number)
    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part.npz")
    np.savez_compressed(beside, **{"reasons": made.reasons, **made.values})  # type: ignore[arg-type]
    os.replace(beside, path)
    return made


def joined(portions: list[Gradings]) -> Gradings:
    """Gradings of one family as one."""
    return Gradings(
        portions[0].family,
        np.concatenate([one.reasons for one in portions]),
        {name: _joined([one.values[name] for one in portions]) for name in STATISTICS},
    )


def _joined(arrays: list[Array]) -> Array:
    return np.concatenate(arrays)
