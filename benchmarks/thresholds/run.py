"""Measure families: ``python run.py initial|trained [--draws N] [--only TEXT]`` writes one .npz per family.

The result lies below ``--out``; a family that is already there with enough draws is left alone, so that a stopped
run continues where it was. One core is used.
"""

from __future__ import annotations

import argparse
import os
import re
import zlib
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import keras
import numpy as np
import tensorflow as tf
from families import FAMILIES, Family
from measuring import measure
from training import OPTIMIZERS, train

from gradlab.digits import Digits, load_digits


def shuffled_digits() -> Digits:
    """All digits in one fixed order, the one in which the checks use them."""
    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.y))
    return Digits(digits.x[order], digits.y[order])


def slug(text: str) -> str:
    """The text as a file name."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-")


def seed_of(*names: str) -> int:
    """The seed of a family: it depends on the names only, not on the order of the list."""
    return zlib.crc32("|".join(names).encode()) % 10**9


def run_initial(family: Family, draws: int, out: Path) -> None:
    """Measure the family at fresh initial weights, unless ``out`` already holds as many draws."""
    path = out / f"{slug(family.name)}.npz"
    if path.exists() and len(np.load(path)["loss"]) >= draws:
        return
    np.savez(path, **measure(family.build(), shuffled_digits(), draws, seed_of(family.name, str(draws))))


def run_trained(family: Family, optimizer: str, draws: int, out: Path) -> None:
    """Train the family, unless ``out`` already holds as many trainings."""
    path = out / f"{slug(family.name)}@{slug(optimizer)}.npz"
    if path.exists() and len(np.load(path)["rows"]) >= draws:
        return
    seed = seed_of(family.name, optimizer, str(draws))
    np.savez(path, rows=train(family.build(), OPTIMIZERS[optimizer](), shuffled_digits(), draws, seed))


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("initial", "trained"))
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--only", action="append", help="families whose name holds this text (may be repeated)")
    parser.add_argument("--verdict", action="append", help="families of this verdict (may be repeated)")
    parser.add_argument("--optimizer", action="append", choices=tuple(OPTIMIZERS))
    parser.add_argument("--out", type=Path, default=Path("/tmp/thresholds"))
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    out = options.out / options.what
    out.mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        if options.only and not any(text in family.name for text in options.only):
            continue
        if options.verdict and family.verdict not in options.verdict:
            continue
        print(family.name, flush=True)
        if options.what == "initial":
            run_initial(family, options.draws, out)
        else:
            for optimizer in options.optimizer or ("adam", "sgd 0.1"):
                run_trained(family, optimizer, options.draws, out)
        keras.backend.clear_session()


if __name__ == "__main__":
    main()
