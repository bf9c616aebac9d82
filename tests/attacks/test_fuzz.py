"""A short run over every reader of untrusted bytes; `make fuzz` runs each for minutes, guided by what it covers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from targets import MADE, READY, Target, seeds, target

EXAMPLES = {"graph": 60, "builds": 60, "judge": 4}


def near(seed: bytes) -> st.SearchStrategy[bytes]:
    """A valid input of which a few bytes were replaced, inserted or cut out."""
    change = st.tuples(st.integers(0, len(seed)), st.integers(0, 4), st.binary(max_size=4))

    def changed(changes: list[tuple[int, int, bytes]]) -> bytes:
        data = seed
        for at, gone, new in changes:
            data = data[:at] + new + data[at + gone :]
        return data

    return st.lists(change, max_size=4).map(changed)


@pytest.mark.parametrize("name", [*READY, *MADE])
def test_no_bytes_whatsoever_raise_anything_but_our_own_errors(name: str) -> None:
    read: Target = target(name)

    @settings(max_examples=EXAMPLES.get(name, 200), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(st.binary(max_size=60), *(near(seed) for seed in seeds(name))))
    def run(data: bytes) -> None:
        read(data)

    run()
