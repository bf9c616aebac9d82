"""A part of a class, for one machine of many."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from instructor.errors import CommandError


@dataclass(frozen=True)
class Shard:
    """Part `index` of `count`, counted from 1."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read "i/N".

        Raises:
            CommandError: it is no such part.
        """
        match = re.fullmatch(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,8})", text)
        if match is None or int(match[1]) > int(match[2]):
            raise CommandError(f"{text!r} names no shard. Write i/N with i from 1 to N: 1/8 is the first of eight.")
        return cls(int(match[1]), int(match[2]))

    def holds(self, name: str) -> bool:
        """Whether the submission of that name is in this part.

        The name alone decides, and not its place in the list: a submission that is handed in late moves no other.
        """
        digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.count == self.index - 1

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


WHOLE = Shard(1, 1)
