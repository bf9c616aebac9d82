"""A name for a file that no other file of the same folder has."""

from __future__ import annotations

from itertools import count


def free_stem(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with the first number behind it that is free; it is added to `taken`, which holds names in small letters.

    Free also where file names do not tell capitals from small letters.
    """
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    stem = next(one for one in numbered if one.casefold() not in taken)
    taken.add(stem.casefold())
    return stem
