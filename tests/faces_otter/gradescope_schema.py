"""Gradescope's documented fields of results.json as a JSON schema; a field that is not documented is an error."""

from __future__ import annotations

from typing import Any

_FORMATS = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
_VISIBILITIES = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_TEXT = {"type": "string", "maxLength": 99_999}

_TEST: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "max_score": {"type": "number", "minimum": 0},
        "status": {"enum": ["passed", "failed"]},
        "name": _TEXT,
        "name_format": _FORMATS,
        "number": {"type": "string"},
        "output": _TEXT,
        "output_format": _FORMATS,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": _VISIBILITIES,
        "extra_data": {"type": "object"},
    },
}

_LEADER: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "value"],
    "properties": {
        "name": {"type": "string"},
        "value": {"type": ["number", "string"]},
        "order": {"enum": ["asc", "desc"]},
    },
}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    # The whole score may be left out where tests have scores, as in what `otter run` writes.
    "anyOf": [
        {"required": ["score"]},
        {"properties": {"tests": {"contains": {"required": ["score"]}}}, "required": ["tests"]},
    ],
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "execution_time": {"type": "number", "minimum": 0},
        "output": _TEXT,
        "output_format": _FORMATS,
        "test_output_format": _FORMATS,
        "test_name_format": _FORMATS,
        "visibility": _VISIBILITIES,
        "stdout_visibility": _VISIBILITIES,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": _TEST},
        "leaderboard": {"type": "array", "items": _LEADER},
    },
}
