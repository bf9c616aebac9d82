"""Every common misconception is recognised by its behaviour and named."""

from __future__ import annotations

import sys

from instructor.verifying.proof import Proof, Workbench

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = "misconceptions.toml"


def prove_misconceptions(bench: Workbench) -> Proof:
    """Look for the words of each misconception in what its check said to its golden answer."""
    proof = Proof(
        "Every misconception in the assignment's table is named by the check that meets it.",
        header=("misconception", "check", "golden", "its message says"),
    )
    path = bench.master.folder / TABLE
    table = tomllib.loads(path.read_text(encoding="utf-8"))["misconception"] if path.exists() else []
    said: dict[tuple[str, str], str] = {}
    for where, check in bench.failures:
        said.setdefault((where.split(",")[0], check.id), check.message)
    for row in table:
        message = said.get((row["golden"], row["check"]), "")
        proof.rows.append((row["name"], row["check"], row["golden"], row["says"]))
        if row["says"] not in " ".join(message.split()):
            proof.problems.append(
                f"{row['check']} does not name {row['name']!r} for {row['golden']}: it"
                + (f" says {message!r}." if message else " does not fail.")
            )
    proof.measured = f"{len(proof.rows) - len(proof.problems)} of {len(proof.rows)} named"
    return proof
