"""Write messages.md anew after a check has changed its words: `python tests/autograder/write_messages.py`, then read the diff."""

from __future__ import annotations

from pathlib import Path

from in_process import judged
from wrong_answers import WRONG

if __name__ == "__main__":
    parts = [
        "<!-- What checks say to wrong answers; read by test_check_messages.py, written by write_messages.py. -->\n"
    ]
    parts += [f"## {row[0]}.{row[1]}: {row[2]}\n\n{judged(row[0], row[3])[row[1]].message}\n" for row in WRONG]
    (Path(__file__).parent / "messages.md").write_text("\n".join(parts), encoding="utf-8")
