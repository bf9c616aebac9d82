"""Zip files that are the same, byte for byte, whenever and wherever they are made of the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FIXED_TIME = (2020, 1, 1, 0, 0, 0)
SOURCE_DATE_EPOCH = "1577836800"
"""The same moment in seconds, for tools that read it from the environment (reproducible-builds.org)."""


def reproducible_zip(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of `members` (path to content), sorted, with fixed times and modes.

    Files that begin with #! are executable (0755), everything else is 0644.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, so that the mode counts
            info.external_attr = (0o100755 if _is_program(members[name]) else 0o100644) << 16
            archive.writestr(info, members[name])
    return out.getvalue()


def _is_program(content: bytes) -> bool:
    return content.startswith(b"#!")
