"""How the feedback on one question looks in a notebook: plain text, and HTML that needs no colour and suits dark mode."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """One check as a student sees it: the state in words, the property, and what was found.

    `folded` keeps the paragraphs of a further failure out of sight: it often has the same cause as the first one.
    """

    state: str
    title: str
    paragraphs: Sequence[str] = ()
    folded: bool = False

    @property
    def is_to_mend(self) -> bool:
        return self.state == TO_MEND


PASSED, TO_MEND, NOT_YET = "passed", "to mend", "not yet"
MEND_FIRST = "Mend the one above first, then check again: both may have the same cause."


def as_text(heading: str, lines: Sequence[Line], closing: str = "") -> str:
    """The feedback as plain text, one check per line, the message of a failed one indented below it."""
    shown = [heading]
    for line in lines:
        shown.append(f"[{line.state:^9}] {line.title}")
        if line.is_to_mend:
            shown += [f"    {paragraph}" for paragraph in ([MEND_FIRST] if line.folded else line.paragraphs)]
        elif line.paragraphs:
            shown[-1] += f". {' '.join(line.paragraphs)}"
    return "\n".join([*shown, closing] if closing else shown)


def as_html(heading: str, lines: Sequence[Line], closing: str = "") -> str:
    """The same words as HTML; it inherits the notebook's colours, and everything in it is escaped.

    It holds no heading elements: those would appear in the notebook's table of contents.
    """
    items = "".join(_item(line) for line in lines)
    parts = [f"<p><strong>{html.escape(heading)}</strong></p>"]
    parts += [f'<ul style="list-style:none;margin:0;padding:0">{items}</ul>'] if items else []
    parts += [f'<p style="margin-top:.6em">{html.escape(closing)}</p>'] if closing else []
    return f'<div style="max-width:52em;line-height:1.5">{"".join(parts)}</div>'


def _item(line: Line) -> str:
    title, words = html.escape(line.title), [html.escape(paragraph) for paragraph in line.paragraphs]
    if not line.is_to_mend:
        found = f". {' '.join(words)}" if words else ""
        return f'<li style="margin:.2em 0;padding-left:1em">{line.state}: {title}{found}</li>'
    body = "".join(f'<p style="margin:.4em 0 0">{paragraph}</p>' for paragraph in words)
    look = "margin:.5em 0;padding:.1em 0 .1em .75em;border-left:.25em solid currentColor"
    if line.folded:
        summary = f"<summary>{line.state}: {title}</summary>"
        return f'<li style="{look}"><details>{summary}<p style="margin:.4em 0 0">{MEND_FIRST}</p>{body}</details></li>'
    return f'<li style="{look}"><strong>{line.state}: {title}</strong>{body}</li>'
