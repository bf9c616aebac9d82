"""Random inputs for checks: the same draw on both sides of the process boundary, another one for every submission."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gradlab.checking.values import Array, Tensor


@dataclass(frozen=True)
class Source:
    """Where the inputs of one submission's checks come from: nobody without `key` can foretell them."""

    key: bytes

    @staticmethod
    def of(secret: bytes, submission_sha256: str) -> Source:
        """The source of a submission: reproducible for a regrade, different for every submission."""
        return Source(hashlib.blake2b(submission_sha256.encode(), key=secret[:64]).digest())

    def draw(self, question: str, check: str) -> Draw:
        """A fresh draw for one check of one question."""
        return Draw(self._rng(f"{question}/{check}"), self._rng(question))

    def _rng(self, label: str) -> np.random.Generator:
        digest = hashlib.blake2b(label.encode(), key=self.key).digest()
        return np.random.default_rng(int.from_bytes(digest[:16], "little"))


class Draw:
    """Draws the inputs of one check. Every method uses up randomness: call them in the same order each time."""

    def __init__(self, rng: np.random.Generator, question_rng: np.random.Generator) -> None:
        self.rng = rng
        self._question_rng = question_rng

    def seed(self) -> int:
        """A seed for this check alone."""
        return int(self.rng.integers(2**31))

    def shared_seeds(self, count: int) -> tuple[int, ...]:
        """The seeds that all checks of the question share, so that one set of builds serves them all."""
        return tuple(int(n) for n in self._question_rng.integers(2**31, size=count))

    def uniform(self, low: float, high: float) -> float:
        """A float between `low` and `high`, rounded to two places so that messages can name it."""
        return round(float(self.rng.uniform(low, high)), 2)

    def gradient(self, norm: float, shape: Sequence[int]) -> Array:
        """A float32 array of the given L2 norm (to float32 rounding) in a random direction."""
        values = self.rng.standard_normal(tuple(shape))
        return (values * (norm / np.linalg.norm(values))).astype("float32")

    def gradients(self, norms: Sequence[float], shapes: Sequence[Sequence[int]] | None = None) -> list[Tensor]:
        """One tensor for each norm, of unequal shapes unless `shapes` says otherwise."""
        cycle = shapes or [(4, 3), (3,), (2, 5), (6,), (2, 2, 3)]
        return [Tensor(self.gradient(norm, cycle[i % len(cycle)])) for i, norm in enumerate(norms)]
