"""A submission as data: the bytes of a notebook, and the source of its code cells. Nothing in it is run here."""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from autograder.errors import UnreadableSubmission

MAX_BYTES = 50_000_000
"""A notebook full of plots has a few MB."""

MAX_CELLS = 5_000
MAX_CODE = 1_000_000
"""Characters in all code cells together; a lab has 150,000, most of them the toolkit. Parsing takes 1 kB for each of them."""


@dataclass(frozen=True)
class Submission:
    """What a student handed in.

    Attributes:
        name: the file's name, as the results name it. Untrusted text.
        data: the file's bytes (.ipynb, .py or a .zip with one of them).
    """

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def code_cells(submission: Submission) -> list[str]:
    """The source of every code cell, in order.

    Raises:
        UnreadableSubmission: with a sentence for the student.
    """
    name, data = submission.name, submission.data
    if name.lower().endswith(".zip"):
        name, data = _from_zip(data)
    if len(data) > MAX_BYTES:
        raise UnreadableSubmission(
            f"The notebook has {math.ceil(len(data) / 1e5) / 10:g} MB; at most {MAX_BYTES / 1e6:.0f} are read. Clear its"
            " outputs and save it again."
        )
    text = _text(data)
    sources = [text] if name.lower().endswith(".py") else _cells_of_notebook(text)
    length = sum(map(len, sources))
    if length > MAX_CODE:
        raise UnreadableSubmission(
            f"The code of the notebook has {length / 1e6:.1f} million characters; at most {MAX_CODE // 1_000_000} million are"
            " read. Load data from a file instead of writing it into a cell."
        )
    return sources


def _from_zip(data: bytes) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            notebooks = [info for info in archive.infolist() if _is_notebook(info.filename)]
            if len(notebooks) != 1:
                raise UnreadableSubmission(
                    f"The zip file holds {len(notebooks)} notebooks; it has to hold exactly one. Zip the notebook alone."
                )
            with archive.open(notebooks[0]) as member:
                return notebooks[0].filename, member.read(MAX_BYTES + 1)
    except UnreadableSubmission:
        raise
    except Exception as error:  # besides zipfile's own errors, each decompressor raises those of its own library
        raise UnreadableSubmission(
            "The zip file is damaged or locked. Zip the notebook again and hand that in."
        ) from error


def _is_notebook(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() == ".ipynb" and not hidden


def _text(data: bytes) -> str:
    if not data.strip():
        raise UnreadableSubmission("The file is empty. Save your notebook and hand it in again.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSubmission(
            "The file is not text in UTF-8, as notebooks are. Hand in the .ipynb file."
        ) from error


def _cells_of_notebook(text: str) -> list[str]:
    # Not by nbformat, which makes objects of a notebook's every part: 45 MB of empty ones take it 8 GB and a minute.
    try:
        notebook = json.loads(text)
        sources = ["".join(_source(cell)) for cell in _cells(notebook) if cell.get("cell_type") == "code"]
    except json.JSONDecodeError as error:
        raise UnreadableSubmission(
            f"The file is not a notebook: it is not valid JSON (line {error.lineno}). Save it in Jupyter and hand it in again."
        ) from error
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise UnreadableSubmission(
            "The file is JSON but not a notebook that can be read. Save it in Jupyter and hand it in again."
        ) from error
    if len(sources) > MAX_CELLS:
        raise UnreadableSubmission(f"The notebook has {len(sources)} code cells; at most {MAX_CELLS} are read.")
    return sources


def _cells(notebook: Any) -> list[Any]:
    match notebook["nbformat"]:
        case 4:
            return list(notebook["cells"])
        case 2 | 3:  # until 2015 cells were in worksheets
            return [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
        case other:
            raise ValueError(f"no format of notebooks: {other!r}")


def _source(cell: dict[str, Any]) -> Any:
    return cell["source"] if "source" in cell else cell["input"]
