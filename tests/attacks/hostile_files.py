"""Writers of hostile files: zips, links, pipes, devices, notebooks of every size."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Write = Callable[[Path], Path]
SOURCE = "def clip_gradients(gradients, max_norm=1.0):\n    return list(gradients)\n"


def notebook(*sources: str, **extra: Any) -> str:
    """A small notebook with these code cells."""
    cells = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, "id": f"c{i}"}
        for i, source in enumerate(sources)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **extra})


def text_file(name: str, text: str | bytes) -> Write:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def zipped(name: str, members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED, cut: int = 0) -> Write:
    def write(folder: Path) -> Path:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        data = bytearray(buffer.getvalue())
        if cut:
            data[len(data) // 3 : len(data) // 3 + cut] = b"\xff" * cut
        path = folder / name
        path.write_bytes(data)
        return path

    return write


def zip_bomb(folder: Path) -> Path:
    """Two gigabytes of zeros in two megabytes."""
    path = folder / "zip_bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x.ipynb", "w", force_zip64=True) as one,
    ):
        for _ in range(128):
            one.write(bytes(1 << 24))
    return path


def lzma_bomb(folder: Path) -> Path:
    """A member whose decompressor wants a dictionary of four gigabytes."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x.ipynb", notebook(SOURCE))
    data = bytearray(raw.getvalue())
    at = data.index(b"x.ipynb") + len(b"x.ipynb") + 4  # after LZMA's version and the length of its properties
    data[at + 1 : at + 5] = (0xFFFFFFFF).to_bytes(4, "little")
    path = folder / "lzma_bomb.zip"
    path.write_bytes(data)
    return path


def link_to(name: str, target: str) -> Write:
    def write(folder: Path) -> Path:
        (folder / name).symlink_to(target)
        return folder / name

    return write


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "fifo.ipynb")
    return folder / "fifo.ipynb"


def device(folder: Path) -> Path:
    os.mknod(folder / "device.ipynb", stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
    return folder / "device.ipynb"


def folder_named_like_a_notebook(folder: Path) -> Path:
    (folder / "folder.ipynb").mkdir()
    (folder / "folder.ipynb" / "inner.ipynb").write_text(notebook(SOURCE))
    return folder / "folder.ipynb" / "inner.ipynb"


def loop(folder: Path) -> Path:
    (folder / "loop").mkdir()
    (folder / "loop" / "again").symlink_to("..", target_is_directory=True)
    (folder / "loop" / "loop.ipynb").write_text(notebook(SOURCE))
    return folder / "loop" / "loop.ipynb"


def big_notebook(folder: Path) -> Path:
    """A hundred megabytes, nearly all of them output."""
    path = folder / "big_notebook.ipynb"
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 100_000_000}
    path.write_text(notebook(SOURCE)[:-1] + ', "more": ' + json.dumps([output]) + "}")
    return path


def sparse_terabyte(folder: Path) -> Path:
    path = folder / "sparse_terabyte.ipynb"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    return path


def with_outputs() -> str:
    """Outputs, metadata and markdown that would run in a browser, and tags that other graders obey."""
    bad = "<script>fetch('//evil')</script><img src=x onerror=alert(1)>"
    data = json.loads(notebook(SOURCE))
    data["cells"][0]["metadata"] = {
        "tags": ["otter_ignore", bad],
        "nbgrader": {"grade": True, "points": 100, "locked": True},
    }
    data["cells"][0]["outputs"] = [
        {
            "output_type": "display_data",
            "data": {"text/html": bad, "application/javascript": "alert(1)"},
            "metadata": {},
        }
    ]
    data["cells"].append({"cell_type": "markdown", "source": bad, "metadata": {}, "id": "m"})
    data["metadata"] = {
        "kernelspec": {"name": "../../bin/sh", "display_name": bad, "language": "bash"},
        "otter": {"score": 100},
    }
    return json.dumps(data)
