from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instructor.errors import CommandError
from instructor.shard import WHOLE, Shard


@given(st.text(), st.integers(1, 50))
def test_every_name_is_in_exactly_one_shard(name: str, count: int) -> None:
    assert sum(Shard(index, count).holds(name) for index in range(1, count + 1)) == 1
    assert WHOLE.holds(name)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_shard_is_read_as_it_is_written(index: int, more: int) -> None:
    shard = Shard(index, index + more)
    assert Shard.parse(str(shard)) == shard


def test_the_division_is_the_same_on_every_machine_and_in_every_version() -> None:
    names = [f"student_{i}.ipynb" for i in range(8)]
    assert [next(i for i in (1, 2, 3) if Shard(i, 3).holds(name)) for name in names] == [1, 2, 3, 1, 3, 1, 1, 1]


@pytest.mark.parametrize(
    "text", ["", "1", "0/3", "4/3", "1/0", "-1/3", "1/3/4", "a/b", "1 / 3", "01/3", "1/3\n", "²/3"]
)
def test_what_is_no_shard_is_refused_in_words(text: str) -> None:
    with pytest.raises(
        CommandError, match=r"names no shard\. Write i/N with i from 1 to N: 1/8 is the first of eight\."
    ):
        Shard.parse(text)
