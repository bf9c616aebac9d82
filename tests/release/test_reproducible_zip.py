"""The same files give the same bytes."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from instructor.reproducible_zip import FIXED_TIME, reproducible_zip

NAMES = st.text(alphabet="abcdefgh/._", min_size=1, max_size=12)


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=6), st.randoms())
def test_the_order_of_the_members_does_not_matter(members: dict[str, bytes], random: object) -> None:
    names = list(members)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert reproducible_zip({name: members[name] for name in names}) == reproducible_zip(members)


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=6))
def test_what_goes_in_comes_out(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(reproducible_zip(members))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == members


def test_programs_can_be_run_and_other_files_cannot() -> None:
    made = reproducible_zip({"run": b"#!/bin/sh\n", "text": b"x"})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
        assert modes == {"run": 0o755, "text": 0o644}
        assert {info.date_time for info in archive.infolist()} == {FIXED_TIME}
