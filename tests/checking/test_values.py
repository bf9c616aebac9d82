from __future__ import annotations

import contextlib
import json
import math
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gradlab.checking.values import (
    DTYPES,
    MAX_HEADER,
    MAX_INT,
    MAX_TEXT,
    Opaque,
    Tensor,
    ValueFormatError,
    decode,
    encode,
    plain,
)

arrays = hnp.arrays(
    st.sampled_from(sorted(DTYPES)).map(np.dtype), hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(1 - MAX_INT, MAX_INT - 1),
    st.floats(allow_nan=True),
    st.text(st.characters(), max_size=20),
    st.binary(max_size=20),
    st.text(max_size=20).map(Opaque),
)
values = st.recursive(
    st.one_of(scalars, arrays, arrays.map(Tensor)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=6), inner, max_size=4),
    ),
    max_leaves=12,
)


def same(one: Any, two: Any) -> bool:
    """Whether two values are equal in value and in type, NaN being equal to NaN."""
    if type(one) is not type(two):
        return False
    if isinstance(one, Tensor):
        return same(one.array, two.array)
    if isinstance(one, np.ndarray):
        return one.dtype == two.dtype and one.shape == two.shape and one.tobytes() == two.tobytes()
    if isinstance(one, float):
        return one == two or (math.isnan(one) and math.isnan(two))
    if isinstance(one, (list, tuple)):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, dict):
        return list(one) == list(two) and all(same(one[key], two[key]) for key in one)
    return bool(one == two)


@given(values)
def test_what_is_encoded_is_decoded_to_the_same_value_and_type(value: Any) -> None:
    assert same(decode(encode(value)), value)


@given(values, st.data())
def test_every_truncation_is_refused(value: Any, data: st.DataObject) -> None:
    whole = encode(value)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ValueFormatError):
        decode(whole[:cut])


@given(values, st.binary(min_size=1, max_size=9))
def test_bytes_left_over_are_refused(value: Any, rest: bytes) -> None:
    with pytest.raises(ValueFormatError, match="left over"):
        decode(encode(value) + rest)


@given(st.binary(max_size=200))
def test_random_bytes_raise_nothing_but_a_format_error(data: bytes) -> None:
    with contextlib.suppress(ValueFormatError):
        decode(data)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(list("fsoltdaxb")), st.text(max_size=3)), inner, max_size=2),
    ),
    max_leaves=10,
)


@given(json_values, json_values, st.binary(max_size=40))
def test_a_forged_header_raises_nothing_but_a_format_error(tree: Any, table: Any, body: bytes) -> None:
    header = json.dumps({"tree": tree, "arrays": table}).encode()
    with contextlib.suppress(ValueFormatError):
        decode(struct.pack("<I", len(header)) + header + body)


def with_header(header: Any, body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<I", len(text)) + text + body


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ({"tree": None}, b""),
        ({"tree": None, "arrays": [], "more": 1}, b""),
        ({"tree": None, "arrays": {}}, b""),
        ([], b""),
        ({"tree": {"a": 0}, "arrays": []}, b""),
        ({"tree": {"a": -1}, "arrays": [["int8", [1]]]}, b"x"),
        ({"tree": {"a": True}, "arrays": [["int8", [1]]]}, b"x"),
        ({"tree": {"a": "0"}, "arrays": [["int8", [1]]]}, b"x"),
        ({"tree": None, "arrays": [["object", [1]]]}, bytes(8)),
        ({"tree": None, "arrays": [["complex64", [1]]]}, bytes(8)),
        ({"tree": None, "arrays": [[["int8"], [1]]]}, b"x"),
        ({"tree": None, "arrays": [["int8", [-1]]]}, b""),
        ({"tree": None, "arrays": [["int8", [1.0]]]}, b"x"),
        ({"tree": None, "arrays": [["int8", [True]]]}, b"x"),
        ({"tree": None, "arrays": [["int8", [2**31]]]}, b"x"),
        ({"tree": None, "arrays": [["int8", [2**30, 2**30, 2**30]]]}, b"x"),
        ({"tree": None, "arrays": [["int8", 1]]}, b"x"),
        ({"tree": None, "arrays": [["int8", [1] * 9]]}, b"x"),
        ({"tree": None, "arrays": [["int8"]]}, b"x"),
        ({"tree": {"f": "1.5"}, "arrays": []}, b""),
        ({"tree": {"f": []}, "arrays": []}, b""),
        ({"tree": {"s": 1}, "arrays": []}, b""),
        ({"tree": {"l": 1}, "arrays": []}, b""),
        ({"tree": {"l": ""}, "arrays": []}, b""),
        ({"tree": {"l": {}}, "arrays": []}, b""),
        ({"tree": {"d": [["a"]]}, "arrays": []}, b""),
        ({"tree": {"d": [[1, None]]}, "arrays": []}, b""),
        ({"tree": {"d": ["ab"]}, "arrays": []}, b""),
        ({"tree": {"l": [], "t": []}, "arrays": []}, b""),
        ({"tree": {"z": 1}, "arrays": []}, b""),
        ({"tree": "text", "arrays": []}, b""),
        ({"tree": [1], "arrays": []}, b""),
        ({"tree": 2**63, "arrays": []}, b""),
        ({"tree": -(10**400), "arrays": []}, b""),
    ],
)
def test_a_malformed_record_is_refused(header: Any, body: bytes) -> None:
    with pytest.raises(ValueFormatError):
        decode(with_header(header, body))


def test_a_bool_array_has_no_other_bytes_than_zero_and_one() -> None:
    with pytest.raises(ValueFormatError):
        decode(with_header({"tree": {"a": 0}, "arrays": [["bool", [1]]]}, b"\x07"))


def test_nesting_deeper_than_the_limit_is_cut_when_written_and_refused_when_read() -> None:
    value: Any = 1
    for _ in range(60):
        value = [value]
    found = decode(encode(value))
    while isinstance(found, list):
        (found,) = found
    assert found == Opaque("nested too deeply")
    tree: Any = None
    for _ in range(60):
        tree = {"l": [tree]}
    with pytest.raises(ValueFormatError, match="nested too deeply"):
        decode(with_header({"tree": tree, "arrays": []}))


def test_a_json_nested_a_hundred_thousand_times_is_refused() -> None:
    header = b'{"arrays":[],"tree":' + b'{"l":[' * 100_000 + b"]}" * 100_000 + b"}"
    with pytest.raises(ValueFormatError):
        decode(struct.pack("<I", len(header)) + header)


def test_a_header_longer_than_the_reader_has_room_for_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ValueFormatError, match="header is too long"):
        decode(struct.pack("<I", MAX_HEADER + 1) + b"?" * (MAX_HEADER + 1))
    whole = encode(["x" * 100, np.zeros(1000)])
    with pytest.raises(ValueFormatError, match="header is too long"):
        decode(whole, max_header=100)
    assert decode(whole, max_header=200)[0] == "x" * 100


def test_a_list_that_contains_itself_ends() -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert isinstance(decode(encode(loop)), list)


def test_a_value_of_too_many_parts_is_refused() -> None:
    with pytest.raises(ValueFormatError, match="too many parts"):
        decode(encode([0] * 200_001))


def test_ints_beyond_64_bits_cross_over_by_name_alone() -> None:
    assert decode(encode([MAX_INT - 1, MAX_INT, 10**30])) == [MAX_INT - 1, *[Opaque("int of more than 64 bits")] * 2]


def test_text_is_cut_at_its_limit() -> None:
    assert decode(encode("x" * (MAX_TEXT + 1))) == "x" * MAX_TEXT


@pytest.mark.parametrize("value", [object(), {1: 2}, {1, 2}, 1 + 2j, np.array(["a"]), np.array([None]), len])
def test_what_is_no_plain_data_becomes_opaque(value: Any) -> None:
    assert isinstance(decode(encode([value]))[0], Opaque)


def test_numpy_numbers_become_pythons() -> None:
    found = decode(encode([np.float32(0.5), np.int64(3), np.bool_(True), np.float64(math.inf), np.str_("a")]))
    assert [(type(one), one) for one in found] == [(float, 0.5), (int, 3), (bool, True), (float, math.inf), (str, "a")]


def test_an_array_keeps_its_values_whatever_its_byte_order_and_strides() -> None:
    array = np.arange(12, dtype=">f4").reshape(3, 4)[::2, ::-1]
    found = decode(encode(array))
    np.testing.assert_array_equal(found, array)
    assert found.dtype == np.dtype("<f4")
    assert not found.flags.writeable


class LyingInt(int):
    def __int__(self) -> int:
        raise RuntimeError

    def __repr__(self) -> str:
        return "9"

    def __abs__(self) -> int:
        return 0


class LyingFloat(float):
    def __float__(self) -> float:
        return 1.0

    def __repr__(self) -> str:
        return "1.0"


class LyingText(str):
    def __str__(self) -> str:
        return "another text"


class LyingArray(np.ndarray):  # type: ignore[type-arg]
    def tobytes(self, *_: Any) -> bytes:  # type: ignore[override]
        return b""

    def astype(self, *_: Any, **__: Any) -> Any:
        return np.zeros(3)


def test_a_subclass_cannot_lie_about_its_own_value() -> None:
    array = np.arange(3.0).view(LyingArray)
    found = decode(encode([LyingInt(5), LyingFloat("nan"), LyingText("mine"), array]))
    assert found[0] == 5
    assert math.isnan(found[1])
    assert found[2] == "mine"
    np.testing.assert_array_equal(found[3], [0.0, 1.0, 2.0])


class RaisingList(list):  # type: ignore[type-arg]
    def __iter__(self) -> Any:
        raise RuntimeError("not today")


class RaisingDict(dict):  # type: ignore[type-arg]
    def items(self) -> Any:
        raise RuntimeError("not today")


class RaisingAttribute:
    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


class FalseClass:
    @property
    def __class__(self) -> Any:  # type: ignore[override]
        return int

    @__class__.setter
    def __class__(self, value: Any) -> None: ...


class RaisingNumpy:
    def numpy(self) -> Any:
        raise RuntimeError("no value")


@pytest.mark.parametrize(
    "make", [lambda: RaisingList([1]), lambda: RaisingDict(a=1), RaisingAttribute, FalseClass, RaisingNumpy]
)
def test_an_object_that_raises_when_looked_at_is_opaque_and_costs_its_neighbours_nothing(make: Any) -> None:
    found = decode(encode([1.5, make(), np.ones(2)]))
    assert found[0] == 1.5
    assert isinstance(found[1], Opaque)
    np.testing.assert_array_equal(found[2], [1.0, 1.0])


def test_plain_replaces_tensors_at_any_depth() -> None:
    array = np.ones(2)
    assert plain([Tensor(array), (Tensor(array),), {"a": Tensor(array)}, 1])[0] is array
    assert plain((Tensor(array),))[0] is array
    assert plain({"a": [Tensor(array)]})["a"][0] is array
