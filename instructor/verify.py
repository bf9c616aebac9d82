"""`gradlab verify`: prove that an assignment grades as it promises."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from instructor.errors import CommandError
from instructor.master import Master
from instructor.verifying.drawn_again import prove_networks_stay
from instructor.verifying.machines import prove_no_flips_by_machine
from instructor.verifying.misconceptions import prove_misconceptions
from instructor.verifying.mutation import prove_mutants
from instructor.verifying.proof import Proof, Workbench
from instructor.verifying.references import prove_ends, prove_goldens, prove_sandboxed_goldens
from instructor.verifying.regrades import prove_no_flips
from instructor.verifying.report import LISTED, summary, write
from instructor.verifying.thousands import prove_budget, prove_margins
from instructor.verifying.words import prove_checks, prove_messages

Step = Callable[[Workbench], Proof]

QUICK: dict[str, Step] = {
    "skeleton and reference": prove_ends,
    "golden answers": prove_goldens,
    "mutants": prove_mutants,
    "regrades": prove_no_flips,
}
FULL: dict[str, Step] = {
    **QUICK,
    "golden submissions in the sandbox": prove_sandboxed_goldens,
    "networks drawn again": prove_networks_stay,
    "threads and kernels": prove_no_flips_by_machine,
    "error budget": prove_budget,
    "limits": prove_margins,
}
LAST: dict[str, Step] = {"misconceptions": prove_misconceptions, "checks": prove_checks, "messages": prove_messages}
"""After all others, because they look at every failed check that was seen."""

NEEDED = {"limits": "error budget", "misconceptions": "golden answers"}
"""What a part takes its numbers from, and so cannot do without."""


def parts(only: Sequence[str], *, full: bool) -> dict[str, Step]:
    """The parts of a run: all of a quick or full one, or those named.

    Raises:
        CommandError: a part is named that does not exist.
    """
    if not only:
        return {**(FULL if full else QUICK), **LAST}
    everything = {**FULL, **LAST}
    if unknown := [name for name in only if name not in everything]:
        raise CommandError(f"There is no part {unknown[0]!r} to prove. The parts are: {', '.join(everything)}.")
    only = [*only, *(NEEDED[name] for name in only if name in NEEDED)]
    return {name: step for name, step in everything.items() if name in only}


def verify(master: Master, folder: Path, console: Console, *, full: bool, only: Sequence[str] = ()) -> bool:
    """Prove what can be proven about an assignment, tell it on `console` and write verify.md and verify.json.

    Args:
        master: the assignment.
        folder: where the report goes.
        console: where progress and the summary go.
        full: everything (hours on one core), or what takes a minute and a half.
        only: names of the parts to prove; empty for all. "checks" and "messages" look at what failed in the others.

    Returns:
        True when everything was proven.
    """
    began = time.monotonic()
    chosen = parts(only, full=full)
    bench = Workbench(master, full, lambda text: console.print(f"  {text}", markup=False, highlight=False), folder)
    proofs = []
    for name, step in chosen.items():
        console.print(f"{name} ...", markup=False, highlight=False)
        proof = step(bench)
        proofs.append(proof)
        for problem in proof.problems[:LISTED]:
            console.print(f"  {problem}", markup=False, highlight=False, soft_wrap=True)
        write(proofs, folder, master.assignment.title, full=full, seconds=time.monotonic() - began)
    console.print(summary(proofs))
    console.print(f"Report  {folder / 'verify.md'}", markup=False, soft_wrap=True)
    return all(proof.proven for proof in proofs)
