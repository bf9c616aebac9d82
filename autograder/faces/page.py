"""The frame that every HTML page shares: one Jinja environment, autoescape on, no script, no network."""

from __future__ import annotations

import math
import re
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.faces.gradient_flow import short
from autograder.faces.plain_text import paragraphs, points, visible

_CODE = re.compile(r"`([^`\n]+)`")


def page_environment(*packages: str) -> Environment:
    """Return an environment that finds templates in `packages` first, then in `autograder.faces`.

    A template that names an unknown variable raises `jinja2.UndefinedError` instead of leaving a hole in the page.
    """
    loader = ChoiceLoader([PackageLoader(name) for name in (*packages, "autograder.faces")])
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Any] = {
        "visible": visible, "prose": prose, "inline": inline, "points": points, "short": short, "percent": percent,
    }  # fmt: skip
    environment.filters.update(filters)
    return environment


def prose(text: object, limit: int = 2000) -> Markup:
    """Return plain text as escaped HTML paragraphs; what stands between backticks is set as code."""
    return Markup("").join(Markup("<p>{}</p>\n").format(_coded(part)) for part in paragraphs(text, limit))


def inline(text: object, limit: int = 300) -> Markup:
    """Return plain text as one escaped line; what stands between backticks is set as code."""
    return _coded(visible(text, limit))


def percent(share: float) -> str:
    """Return a share as a whole percentage; a dash for a share of nothing (NaN)."""
    return f"{100 * share:.0f} %" if math.isfinite(share) else "—"


def _coded(text: str) -> Markup:
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # escaped first: a backtick is never an entity
