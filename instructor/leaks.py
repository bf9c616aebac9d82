"""Search the student's side of a release for what must not be in it: solutions, hidden checks, code of the grader."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from instructor.errors import AssignmentError
from instructor.master import Master
from instructor.secrets_of_master import Telling, telling

_MARKS = re.compile(
    r"#\s*(?:BEGIN|END) (?:SOLUTION|PROMPT|TESTS?|QUESTION|PLUGIN)\b|#\s*SOLUTION\b|#\s*HIDDEN\b|# ASSIGNMENT CONFIG"
)
_IMPORTS = re.compile(r"^\s*(?:from|import)\s+(?:autograder|instructor)\b[^\n]*", re.MULTILINE)
_PACKED = re.compile(r'^TOOLKIT = "([A-Za-z0-9+/=]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A piece of the student's side and where it stands."""

    where: str
    content: str


def refuse_leaks(student: Mapping[str, bytes], master: Master, secret: bytes) -> None:
    """Let a student's release pass only without leaks; `student` gives its files by path.

    Raises:
        AssignmentError: names file, cell and the text that leaks.
    """
    secrets = telling(master, secret)
    for path, content in student.items():
        for text in _texts(path, content):
            for kind, found in _leaks(text.content, secrets):
                raise AssignmentError(
                    f"{text.where} would give students {kind}: {found[:160]!r}. Nothing was released. Take it out of the"
                    " student's side, or put it between otter's solution marks in the master."
                )


def _leaks(content: str, secrets: Telling) -> Iterator[tuple[str, str]]:
    for pattern, kind in ((_MARKS, "a mark of the master"), (_IMPORTS, "an import of the grader")):
        if match := pattern.search(content):
            yield kind, match[0].strip()
    flat = " ".join(content.split())
    for kind, fragments in secrets.fragments.items():
        for fragment in fragments:
            if fragment in flat:
                yield kind, fragment
    for name in secrets.names:
        if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", flat):
            yield "the name of a hidden check", name


def _texts(path: str, content: bytes) -> Iterator[Text]:
    """Every piece of text in a file, cell by cell in a notebook, member by member in a packed toolkit."""
    if {"autograder", "instructor", "hidden", "answers"} & set(PurePosixPath(path).parts):
        raise AssignmentError(
            f"{path} belongs to the grader and must not be released to students. Nothing was released."
        )
    if path.endswith(".ipynb"):
        yield from _cells(path, json.loads(content))
        return
    try:
        yield Text(path, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise AssignmentError(
            f"{path} is not text, so that nobody can tell what it gives away. Leave it out of the student's side."
        ) from error


def _cells(path: str, notebook: Mapping[str, object]) -> Iterator[Text]:
    yield Text(f"{path}, metadata", json.dumps(notebook["metadata"]))
    cells = notebook["cells"]
    assert isinstance(cells, list)
    for number, cell in enumerate(cells, start=1):
        where = f"{path}, cell {number}"
        if cell.get("outputs") or cell.get("execution_count") is not None:
            raise AssignmentError(f"{where} holds outputs of a run. Clear the master's outputs. Nothing was released.")
        metadata = json.dumps(cell.get("metadata", {}))
        if "solution" in metadata.lower() or "hidden_test" in metadata.lower():
            raise AssignmentError(f"{where} is marked as a solution: {metadata[:160]}. Nothing was released.")
        source = "".join(cell["source"])
        for packed in _PACKED.findall(source):
            with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as archive:
                for member in archive.namelist():
                    for text in _texts(member, archive.read(member)):
                        yield Text(f"{where}, {text.where}", text.content)
        yield Text(where, _PACKED.sub("", source))
