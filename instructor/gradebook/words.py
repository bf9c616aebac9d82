"""Names of people as words that can be compared: without capitals, accents, punctuation and emoji."""

from __future__ import annotations

import re
import unicodedata

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


def words(text: str) -> tuple[str, ...]:
    """The words of a text: `Müller-Lüdenscheidt, Jürgen` gives muller, ludenscheidt, jurgen."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return tuple(re.findall(r"[^\W_]+", letters))


def spellings(name: str) -> set[tuple[str, ...]]:
    """The words of a person's name in every order of first and last names, umlauts also as two letters."""
    composed = unicodedata.normalize("NFC", name.casefold())
    found = {words(composed), words(composed.translate(_SPELLED_OUT))} - {()}
    return {one[start:] + one[:start] for one in found for start in range(len(one))}
