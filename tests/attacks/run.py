"""`make attacks`: hand in every hostile submission, in every environment that this machine has, and print what held."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1]), str(HERE.parents[1] / "student")]

import environments  # noqa: E402
from arena import Held, TemporaryArena  # noqa: E402
from attack import Attack  # noqa: E402
from catalogue import catalogue  # noqa: E402

PER_CLASS = 24
"""Attacks graded as one class; a problem of the whole class is looked for again with each of them alone."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--in", dest="places", action="append", choices=list(environments.ALL), help="only there")
    parser.add_argument("--only", action="append", metavar="NAME", help="only these attacks")
    parser.add_argument("--here", action="store_true", help="in this process's own environment, one JSON line each")
    options = parser.parse_args()
    chosen = [one for one in catalogue() if not options.only or one.name in options.only]
    if options.here:
        for held in attack_here(chosen):
            print(json.dumps({"name": held.attack.name, "problems": held.problems}), flush=True)
        return 0
    results: dict[str, dict[str, list[str]] | str] = {}
    for place in options.places or environments.ALL:
        print(f"In the environment: {place} ...", file=sys.stderr, flush=True)
        results[place] = _there(place, [one.name for one in chosen] if options.only else [])
    return _table(chosen, results)


def attack_here(attacks: list[Attack]) -> Iterator[Held]:
    """Grade the attacks, a few at a time."""
    with TemporaryArena() as arena:
        for first in range(0, len(attacks), PER_CLASS):
            part = attacks[first : first + PER_CLASS]
            found = arena.run(part)
            if len(part) > 1 and all(held.problems for held in found):
                print(f"  a whole class: {found[0].problems}"[:2000], file=sys.stderr, flush=True)
                found = [arena.run([one])[0] for one in part]
            yield from found


def _there(place: str, names: list[str]) -> dict[str, list[str]] | str:
    """Problems by attack, or why there are none to report."""
    with environments.command(place) as (command, environment, why_not):
        if why_not:
            return why_not
        arguments = [*command, "--here", *(f"--only={name}" for name in names)]
        with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True, cwd="/") as process:
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                lines.append(json.loads(line))
                if lines[-1]["problems"]:
                    print(f"  {lines[-1]['name']}: {lines[-1]['problems']}"[:3000], file=sys.stderr, flush=True)
    if process.returncode != 0:
        return f"the run ended with status {process.returncode}"
    return {line["name"]: line["problems"] for line in lines}


def _table(attacks: list[Attack], results: dict[str, dict[str, list[str]] | str]) -> int:
    kinds = sorted({one.kind for one in attacks})
    places = list(results)
    print("| class | tried | " + " | ".join(f"held: {place}" for place in places) + " |")
    print("|---|---:|" + "---:|" * len(places))
    bad = False
    for kind in [*kinds, "all"]:
        names = [one.name for one in attacks if kind in (one.kind, "all")]
        cells = []
        for place in places:
            result = results[place]
            if isinstance(result, str):
                cells.append("not run")
                continue
            tried = [name for name in names if name in result]
            held = sum(not result[name] for name in tried)
            bad |= held < len(tried)
            cells.append(f"{held}" if len(tried) == len(names) else f"{held} of {len(tried)}")
        print(f"| {kind} | {len(names)} | " + " | ".join(cells) + " |")
    outside = sum(one.written == "outside" for one in attacks)
    print(f"\n{outside} of the {len(attacks)} were written from the outside, before the grader's code was read.")
    for place, result in results.items():
        if isinstance(result, str):
            print(f"Not run: {place}: {result}")
        else:
            for name, problems in result.items():
                if problems:
                    print(f"Not held ({place}): {name}: {'; '.join(problems)}"[:1500])
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
