"""The toolkit as files: what students get as the folder `gradlab`."""

from __future__ import annotations

import base64
from pathlib import Path

from instructor.reproducible_zip import reproducible_zip

TOOLKIT = Path(__file__).resolve().parent.parent / "student" / "gradlab"


def toolkit_files(folder: Path = TOOLKIT) -> dict[str, bytes]:
    """The files of the package by their path in a release, such as ``gradlab/measure.py``."""
    inside = {path: path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    kept = {path: name for path, name in inside.items() if not any(_is_cache(part) for part in name.parts)}
    return {f"gradlab/{name.as_posix()}": _text(path) for path, name in kept.items()}


def toolkit_text(files: dict[str, bytes]) -> str:
    """The same files as one line of text: a zip in base64, which the notebook's first cell unpacks where it stands alone."""
    return base64.b64encode(reproducible_zip(files)).decode("ascii")


def _is_cache(part: str) -> bool:
    return part.startswith(".") or part == "__pycache__"


def _text(path: Path) -> bytes:
    """Line ends do not depend on the machine of whoever makes the release."""
    return path.read_bytes().replace(b"\r\n", b"\n")
