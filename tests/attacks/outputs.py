"""What must not stand in anything that the grader writes."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

STOLEN = "NELOTS"[::-1]
"""An attack that got hold of something says this word; it stands backwards in its source."""

ESCAPES = ("\x1b]", "\x1b[2J", "\x07", "\u202e")


def forbidden_in(name: str, text: str, canary: str) -> list[str]:
    """Loot, and escape sequences of a student's."""
    problems = []
    if canary in text:
        problems.append(f"{name} shows the canary")
    if STOLEN in text:
        problems.append(f"{name} shows loot: {text[text.index(STOLEN) :][:300]!r}")
    if not name.endswith(".bin") and any(escape in text for escape in ESCAPES):
        problems.append(f"{name} holds a terminal escape or a mark that turns the reading direction")
    return problems


def problems_of_table(name: str, text: str) -> list[str]:
    """Cells that a spreadsheet would calculate."""
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    return [
        f"{name} has the formula {cell!r}" for cell in cells if cell[:1] in "=+-@\t\r" and cell and not _number(cell)
    ]


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        for attribute, value in attrs:
            if attribute.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.problems.append(f"<{tag} {attribute}={value!r}>")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script and ("alert(" in data or "//evil" in data):
            self.problems.append(f"<script>{data[:80]}")


def problems_of_page(name: str, text: str) -> list[str]:
    """Elements and attributes that a browser would run and that are none of ours."""
    parser = _Elements()
    parser.feed(text)
    return [f"{name} would run {one}" for one in parser.problems]
