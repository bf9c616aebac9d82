"""The report of `gradlab verify`: a table on the terminal, the same with all details as Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from instructor.verifying.proof import Proof

LISTED = 12
"""Problems shown of each claim on the terminal; the report has them all."""


def summary(proofs: Sequence[Proof]) -> Table:
    """One line for each claim."""
    table = Table(title="What was proven", title_justify="left")
    for heading in ("claim", "measured", "proven"):
        table.add_column(heading, overflow="fold")
    for proof in proofs:
        table.add_row(proof.claim, proof.measured, "yes" if proof.proven else f"no ({len(proof.problems)})")
    return table


def write(proofs: Sequence[Proof], folder: Path, title: str, *, full: bool, seconds: float) -> None:
    """Write verify.json and verify.md into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "assignment": title,
        "full": full,
        "seconds": round(seconds, 1),
        "proven": all(proof.proven for proof in proofs),
        "proofs": [
            {
                "claim": proof.claim,
                "measured": proof.measured,
                "proven": proof.proven,
                "problems": proof.problems,
                "rows": [dict(zip(proof.header, row, strict=True)) for row in proof.rows],
            }
            for proof in proofs
        ],
    }
    (folder / "verify.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    (folder / "verify.md").write_text(_markdown(proofs, title, full=full, seconds=seconds), encoding="utf-8")


def _markdown(proofs: Sequence[Proof], title: str, *, full: bool, seconds: float) -> str:
    parts = [
        f"# Proof of {title}",
        f"{'Full' if full else 'Quick'} run, {seconds / 60:.0f} minutes on the clock. Answers of ours (reference, golden,"
        " mutants) are graded without the sandbox unless a line says otherwise: same checks, same judge.",
        _table(
            ("claim", "measured", "proven"),
            [(proof.claim, proof.measured, "yes" if proof.proven else "**no**") for proof in proofs],
        ),
    ]
    for proof in proofs:
        parts.append(f"## {proof.claim}")
        parts += [f"- {problem}" for problem in proof.problems]
        if proof.rows:
            parts.append(_table(proof.header, proof.rows))
        if proof.picture:
            parts.append(f"![{proof.claim}]({proof.picture})")
    return "\n\n".join(parts) + "\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(one) for one in line) + " |" for line in lines)


def _cell(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
