"""Text that students control, made safe to look at: no control character acts, no direction mark reorders a line."""

from __future__ import annotations

import math
import re
import unicodedata

# Marks that change the reading direction of what follows (Unicode Standard Annex 9, section 2).
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ACTING_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def visible(text: object, limit: int = 160, keep: str = "") -> str:
    r"""Return `text` with every acting character written as its escape, cut to `limit` characters with an ellipsis.

    Acting are control characters, line separators, direction marks and lone surrogates (a file name that is not
    UTF-8 holds them, and they cannot be written to a file). Characters in `keep` stay as they are.
    """
    raw = str(text)
    cut = raw[:limit] + "…" if len(raw) > limit else raw
    return "".join(_escaped(c) if _acts(c) and c not in keep else c for c in cut)


def paragraphs(text: object, limit: int = 2000) -> list[str]:
    """Split `text` at blank lines into visible paragraphs; single line breaks stay inside them."""
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").strip("\n ")
    shown = visible(lines, limit, keep="\n")
    return [part.strip("\n") for part in _BLANK_LINE.split(shown) if part.strip()]


def points(value: object) -> str:
    """Return a number of points with at most two decimals and no trailing zero; a non-number becomes a dash."""
    number = number_or_nan(value)
    return f"{number:.2f}".rstrip("0").rstrip(".") if math.isfinite(number) else "—"


def number_or_nan(value: object) -> float:
    """Return `value` as a float, and NaN for anything that is not a number (None, text, a boolean, a huge integer)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _acts(character: str) -> bool:
    return character in _DIRECTION_MARKS or unicodedata.category(character) in _ACTING_CATEGORIES


def _escaped(character: str) -> str:
    return {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(character, f"\\u{ord(character):04x}")
