"""In a process of its own each time: what listens to Python's audit events cannot be taken away again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from autograder.record.opened import MAX_LENGTH, MAX_PATHS


def opened(folder: Path, code: str) -> list[list[str]]:
    """What is heard while `code` runs with `folder` as its working folder; it may call `take` in between."""
    program = (
        "import contextlib, json, os\n"
        "from autograder.record.opened import Opened\n"
        "listening = Opened()\n"
        "found = []\n"
        "take = lambda: found.append(listening.take())\n"
        f"{code}\n"
        "take()\n"
        "print(json.dumps(found))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    result: list[list[str]] = json.loads(done.stdout)
    return result


def test_files_of_its_own_and_of_the_libraries_are_not_noted(tmp_path: Path) -> None:
    code = "open('notes.txt', 'w').close()\nimport sqlite3, numpy.linalg\nopen('/etc/passwd').close()"
    assert opened(tmp_path, code) == [[]]


def test_files_elsewhere_are_noted_once_whether_they_are_there_or_not(tmp_path: Path) -> None:
    code = (
        "for path in ('/root/secret', '/root/secret', b'/proc/1/environ', '../other.ipynb'):\n"
        "    with contextlib.suppress(OSError):\n"
        "        open(path)\n"
        "take()\n"
        "with contextlib.suppress(OSError):\n"
        "    os.open('/var/results.json', os.O_WRONLY)"
    )
    assert opened(tmp_path, code) == [["/root/secret", "/proc/1/environ", "../other.ipynb"], ["/var/results.json"]]


def test_only_some_are_kept_and_only_the_beginning_of_a_long_one(tmp_path: Path) -> None:
    code = (
        "for number in range(99):\n"
        "    with contextlib.suppress(OSError):\n"
        "        open(f'/root/{number}' + 'x' * 150 + 'y' * 900)"
    )
    (found,) = opened(tmp_path, code)
    assert len(found) == MAX_PATHS
    assert {len(path) for path in found} == {MAX_LENGTH}


def test_a_working_folder_that_is_gone_breaks_nothing(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "os.rmdir(os.getcwd())\nwith contextlib.suppress(FileNotFoundError):\n    open('x')"
    assert opened(gone, code) == [[]]
