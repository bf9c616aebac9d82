"""Attacks are held: a few of them here, all of them by `make attacks`, in every environment that the machine has."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator

import environments
import pytest
from arena import Held, TemporaryArena
from catalogue import catalogue

FEW = (
    "read_hidden_checks",
    "numbers_equal_to_all",
    "fake_backward_pass",
    "leave_with_exit_zero",
    "script_in_feedback",
    "right_nonce_made_up_answers",
    "wrong_nonce",
    "unix_sockets",
    "link_to_classmate",
    "name_formula",
)


@pytest.fixture(scope="module")
def few() -> Iterator[dict[str, Held]]:
    """One class with one attack of each kind that needs no waiting."""
    attacks = [one for one in catalogue() if one.name in FEW]
    with TemporaryArena() as arena:
        yield {held.attack.name: held for held in arena.run(attacks)}


@pytest.mark.parametrize("name", FEW)
def test_an_attack_is_held(few: dict[str, Held], name: str) -> None:
    assert few[name].problems == []


def test_there_are_enough_attacks_and_each_says_what_it_is() -> None:
    found = catalogue()
    assert len(found) >= 60
    assert sum(one.written == "outside" for one in found) >= 10
    assert all(one.tries and one.holds and one.kind for one in found)
    assert [name for name, count in Counter(one.name for one in found).items() if count > 1] == []


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("place", ["host", "ordinary user", pytest.param("container", marks=pytest.mark.docker)])
def test_attacks_are_held_in_every_environment(place: str) -> None:
    """The few again, or all of them with GRADLAB_ALL_ATTACKS=1, which takes some six minutes for each environment."""
    names = [] if os.environ.get("GRADLAB_ALL_ATTACKS") == "1" else [f"--only={name}" for name in FEW]
    with environments.command(place) as (command, environment, why_not):
        if why_not:
            pytest.skip(why_not)
        done = subprocess.run(
            [*command, "--here", *names], env=environment, capture_output=True, text=True, cwd=os.sep, check=False
        )
    assert done.returncode == 0, done.stderr[-3000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) >= (len(FEW) if names else 60)
    assert {one["name"]: one["problems"] for one in found if one["problems"]} == {}
