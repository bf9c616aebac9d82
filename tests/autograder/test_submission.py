from __future__ import annotations

import contextlib
import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notebooks import notebook, notebook3, submission

from autograder.errors import UnreadableSubmission
from autograder.submission import MAX_BYTES, MAX_CELLS, MAX_CODE, code_cells


def sentence_for(data: bytes, name: str = "alice.ipynb") -> str:
    with pytest.raises(UnreadableSubmission) as caught:
        code_cells(submission(data, name))
    return str(caught.value)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_the_code_cells_come_in_order_and_nothing_else() -> None:
    data = json.loads(notebook("a = 1", "b = 2"))
    text = {"cell_type": "markdown", "id": "x", "metadata": {}, "source": "# title"}
    data["cells"].insert(1, text)
    assert code_cells(submission(json.dumps(data).encode())) == ["a = 1", "b = 2"]


def test_a_source_that_is_a_list_of_lines_is_joined() -> None:
    data = json.loads(notebook("a = 1\nb = 2"))
    data["cells"][0]["source"] = ["a = 1\n", "b = 2"]
    assert code_cells(submission(json.dumps(data).encode())) == ["a = 1\nb = 2"]


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert code_cells(submission(b"\xef\xbb\xbf" + notebook("a = 'ü'"))) == ["a = 'ü'"]


def test_a_notebook_of_format_3_is_read() -> None:
    assert code_cells(submission(notebook3("a = 1", "b = 2"))) == ["a = 1", "b = 2"]


def test_a_notebook_without_cell_ids_and_with_unknown_keys_is_read() -> None:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "a = 1", "surprise": 1}
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    assert code_cells(submission(json.dumps(data).encode())) == ["a = 1"]


def test_a_notebook_without_cells_has_no_code() -> None:
    assert code_cells(submission(notebook())) == []


def test_a_python_file_is_one_cell() -> None:
    assert code_cells(submission(b"a = 1\n", "alice.py")) == ["a = 1\n"]


def test_the_hash_is_that_of_the_bytes() -> None:
    assert submission(b"").sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("data", [b"", b" \n\t "])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    assert sentence_for(data) == "The file is empty. Save your notebook and hand it in again."


def test_a_pdf_is_called_no_text() -> None:
    assert (
        sentence_for(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        == "The file is not text in UTF-8, as notebooks are. Hand in the .ipynb file."
    )


@pytest.mark.parametrize(
    ("data", "line"), [(b"def f(): pass", 1), (b'{"cells": [],\n oops', 2), (notebook("a")[:-9], 0)]
)
def test_what_is_not_json_is_called_so_with_its_line(data: bytes, line: int) -> None:
    line = line or data.count(b"\n") + 1
    assert (
        sentence_for(data)
        == f"The file is not a notebook: it is not valid JSON (line {line}). Save it in Jupyter and hand"
        " it in again."
    )


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        5,
        "text",
        None,
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}},
        {"nbformat": 4, "nbformat_minor": 5, "cells": 5},
        {"nbformat": 4, "nbformat_minor": 5, "cells": [5]},
        {"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "code"}]},
        {"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "code", "source": 5}]},
        {"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "code", "source": ["a", 5]}]},
        {"nbformat": 99, "cells": []},
        {"nbformat": "four", "cells": []},
    ],
)
def test_json_that_is_no_notebook_is_called_so(data: Any) -> None:
    assert (
        sentence_for(json.dumps(data).encode())
        == "The file is JSON but not a notebook that can be read. Save it in Jupyter and hand it in again."
    )


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"a":' * 200_000, b"1" * 6_000])
def test_json_nested_or_long_beyond_reason_is_unreadable(data: bytes) -> None:
    assert "not a notebook" in sentence_for(data)


@pytest.mark.parametrize(("size", "said"), [(100_000_000, "100"), (50_000_001, "50.1")])
def test_a_notebook_of_too_many_megabytes_hears_a_size_above_the_limit(size: int, said: str) -> None:
    sentence = f"The notebook has {said} MB; at most 50 are read. Clear its outputs and save it again."
    assert sentence_for(b"x" * size) == sentence


def test_too_many_cells_are_refused() -> None:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": ""}] * (MAX_CELLS + 1)
    data = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode()
    assert sentence_for(data) == "The notebook has 5001 code cells; at most 5000 are read."


@pytest.mark.parametrize("name", ["alice.ipynb", "alice.py"])
def test_more_code_than_can_be_parsed_is_refused(name: str) -> None:
    half = "x=1\n" * (MAX_CODE // 8)
    data = (lambda *cells: "".join(cells).encode()) if name.endswith(".py") else notebook
    assert code_cells(submission(data(half, half), name))
    assert sentence_for(data(half, half, half), name) == (
        "The code of the notebook has 1.5 million characters; at most 1 million are read. Load data from a file instead of"
        " writing it into a cell."
    )


def test_a_zip_with_one_notebook_is_opened() -> None:
    data = zipped(
        ("__MACOSX/._alice.ipynb", b"junk"),
        ("work/.ipynb_checkpoints/alice-checkpoint.ipynb", b"old"),
        ("work/alice.ipynb", notebook("a = 1")),
        ("work/notes.txt", b"notes"),
    )
    assert code_cells(submission(data, "alice.ZIP")) == ["a = 1"]


@pytest.mark.parametrize("count", [0, 2])
def test_a_zip_with_none_or_two_notebooks_says_how_many(count: int) -> None:
    data = zipped(("notes.txt", b""), *((f"{i}.ipynb", notebook("a = 1")) for i in range(count)))
    assert (
        sentence_for(data, "alice.zip")
        == f"The zip file holds {count} notebooks; it has to hold exactly one. Zip the notebook alone."
    )


LOCKED = "The zip file is damaged or locked. Zip the notebook again and hand that in."


@pytest.mark.parametrize("data", [b"", b"no zip at all", zipped(("a.ipynb", notebook("a = 1")))[:-30]])
def test_a_damaged_zip_is_called_so(data: bytes) -> None:
    assert sentence_for(data, "alice.zip") == LOCKED


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_whose_compressed_bytes_are_damaged_is_called_so(method: int) -> None:
    data = bytearray(zipped(("a.ipynb", notebook("a = 1") * 30), method=method))
    data[45:60] = bytes(15)
    assert sentence_for(bytes(data), "alice.zip") == LOCKED


def test_an_encrypted_zip_is_called_locked() -> None:
    data = bytearray(zipped(("a.ipynb", notebook("a = 1"))))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1  # the flag that says: encrypted
    assert sentence_for(bytes(data), "alice.zip") == LOCKED


def test_a_zip_bomb_is_not_unpacked_in_full() -> None:
    data = zipped(("a.ipynb", b" " * (MAX_BYTES + 1)))
    assert "at most 50 are read" in sentence_for(data, "alice.zip")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_zip_with_changed_bytes_is_read_or_refused_in_words(changes: list[tuple[int, int]]) -> None:
    data = bytearray(zipped(("a.ipynb", notebook("a = 1"))))
    for place, value in changes:
        data[place % len(data)] = value
    with contextlib.suppress(UnreadableSubmission):
        code_cells(submission(bytes(data), "alice.zip"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_notebook_with_changed_bytes_is_read_or_refused_in_words(changes: list[tuple[int, int]]) -> None:
    data = bytearray(notebook("a = 1", "b = 2"))
    for place, value in changes:
        data[place % len(data)] = value
    with contextlib.suppress(UnreadableSubmission):
        code_cells(submission(bytes(data)))
