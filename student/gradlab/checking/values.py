"""Plain values <-> bytes: the only language that the recording and the judging process speak with each other.

Layout: 4 bytes little-endian header length, a JSON header ``{"tree": ..., "arrays": [[dtype, shape], ...]}``, then the
raw little-endian buffers one after the other. Nothing in it can name a class or a file, so decoding runs no code.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

DTYPES = frozenset(
    {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"}
)
MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_TEXT = 4_000
MAX_INT = 2**63
MAX_HEADER = 16_000_000
"""Bytes; JSON of empty lists takes 25 times its size in memory."""


class ValueFormatError(ValueError):
    """The bytes are not what `encode` writes: truncated, too large, of the wrong shape, or forged."""


@dataclass(frozen=True)
class Opaque:
    """A value that is not plain data; only the name of its type crosses over."""

    type_name: str


@dataclass(frozen=True, eq=False)
class Tensor:
    """An array that is handed to the student's function as a ``tf.Tensor`` instead of an ndarray."""

    array: Array


def encode(value: Any) -> bytes:
    """Write `value` as bytes.

    Kept as they are: None, bool, int, float (NaN and Inf too), str (cut at 4,000 characters), list, tuple, dict with
    string keys, ndarray and anything with ``.numpy()`` of a numeric dtype. All else becomes `Opaque`.
    """
    arrays: list[Array] = []
    tree = _pack(value, arrays, 0)
    table = [[array.dtype.name, list(array.shape)] for array in arrays]
    header = json.dumps({"tree": tree, "arrays": table}, separators=(",", ":")).encode()
    return b"".join([struct.pack("<I", len(header)), header, *(array.tobytes() for array in arrays)])


def _pack(value: Any, arrays: list[Array], depth: int) -> Any:
    if depth > MAX_DEPTH:
        return {"o": "nested too deeply"}
    try:
        return _pack_by_type(value, arrays, depth)
    except Exception:  # an object of the student's own may raise anything when looked at; its neighbours still count
        return {"o": "an object that raises an error when it is looked at"}


def _pack_by_type(value: Any, arrays: list[Array], depth: int) -> Any:
    # Exact types first: a subclass may lie about its own value, so it is converted by the base class's own method.
    if value is None or value is True or value is False:
        return value
    if isinstance(value, Opaque):
        return {"o": value.type_name}
    if isinstance(value, int):
        number = int.__int__(value)
        return number if abs(number) < MAX_INT else {"o": "int of more than 64 bits"}
    if isinstance(value, float):
        number_f = float.__float__(value)
        return number_f if math.isfinite(number_f) else {"f": repr(number_f)}
    if isinstance(value, str):
        return {"s": str.__str__(value)[:MAX_TEXT]}
    if isinstance(value, (list, tuple)):
        tag = "l" if isinstance(value, list) else "t"
        return {tag: [_pack(item, arrays, depth + 1) for item in value]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {"d": [[str.__str__(key), _pack(item, arrays, depth + 1)] for key, item in value.items()]}
    if isinstance(value, (bytes, bytearray)):
        return _pack_array(np.frombuffer(bytes(value), dtype=np.uint8), "b", arrays)
    if isinstance(value, np.generic):
        return _pack(value.item(), arrays, depth + 1)
    if isinstance(value, Tensor):
        return _pack_array(value.array, "x", arrays)
    return _pack_array_like(value, arrays)


def _pack_array_like(value: Any, arrays: list[Array]) -> Any:
    opaque = {"o": f"{type(value).__module__}.{type(value).__qualname__}"[:200]}
    if isinstance(value, np.ndarray):
        return _pack_array(np.asarray(value), "a", arrays) if value.dtype.name in DTYPES else opaque
    if not hasattr(value, "numpy"):
        return opaque
    try:
        array = np.asarray(value.numpy())
    except Exception:  # a symbolic tensor, or a student's own class: whatever it raises, it is not plain data
        return opaque
    return _pack_array(array, "x", arrays) if array.dtype.name in DTYPES else opaque


def _pack_array(array: Array, tag: str, arrays: list[Array]) -> Any:
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    arrays.append(np.ascontiguousarray(little).reshape(array.shape))
    return {tag: len(arrays) - 1}


def decode(data: bytes, max_header: int = MAX_HEADER) -> Any:
    """Read what `encode` wrote; arrays are read-only views of `data`.

    Args:
        data: the bytes.
        max_header: how many of them, at most, may be the header, which holds everything but numbers in arrays.

    Raises:
        ValueFormatError: for anything else, whatever is wrong with it.
    """
    try:
        return _Reader(data, max_header).value()
    except ValueFormatError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, struct.error, RecursionError, OverflowError) as error:
        raise ValueFormatError(f"not a valid answer record ({type(error).__name__})") from error


class _Reader:
    def __init__(self, data: bytes, max_header: int) -> None:
        (length,) = struct.unpack_from("<I", data)
        if length > max_header:
            raise ValueFormatError("the header is too long")
        if length > len(data) - 4:
            raise ValueFormatError("the header is cut off")
        header = json.loads(data[4 : 4 + length].decode("utf-8", "strict"))
        if not isinstance(header, dict) or set(header) != {"tree", "arrays"} or not isinstance(header["arrays"], list):
            raise ValueFormatError("the header has other fields than tree and arrays")
        self.tree = header["tree"]
        self.nodes = 0
        self.arrays: list[Array] = []
        offset: int = 4 + length
        for dtype_name, shape in header["arrays"]:
            offset = self._read_array(data, offset, dtype_name, shape)
        if offset != len(data):
            raise ValueFormatError("there are bytes left over")

    def _read_array(self, data: bytes, offset: int, dtype_name: Any, shape: Any) -> int:
        if dtype_name not in DTYPES:
            raise ValueFormatError("an array has a dtype that is not allowed")
        if not (isinstance(shape, list) and len(shape) <= 8 and all(type(n) is int and 0 <= n < 2**31 for n in shape)):
            raise ValueFormatError("an array has an impossible shape")
        dtype = np.dtype(dtype_name).newbyteorder("<")
        count = math.prod(shape)  # Python ints: no overflow to hide behind
        if count * dtype.itemsize > len(data) - offset:
            raise ValueFormatError("an array is cut off")
        flat = np.frombuffer(data, dtype=dtype, count=count, offset=offset)
        if dtype_name == "bool" and bool((flat.view("uint8") > 1).any()):
            raise ValueFormatError("a bool that is neither True nor False")
        self.arrays.append(flat.reshape(shape))
        return offset + count * int(dtype.itemsize)

    def value(self) -> Any:
        return self._unpack(self.tree, 0)

    def _unpack(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH + 1 or self.nodes > MAX_NODES:
            raise ValueFormatError("the value is nested too deeply or has too many parts")
        if isinstance(node, int) and abs(node) >= MAX_INT:
            raise ValueFormatError("an int of more than 64 bits")
        if node is None or isinstance(node, (bool, int, float)):
            return node
        if not isinstance(node, dict) or len(node) != 1:
            raise ValueFormatError("unknown node")
        ((tag, content),) = node.items()
        match tag:
            case "f":
                return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[content]
            case "s" | "o":
                if not isinstance(content, str):
                    raise ValueFormatError("text expected")
                return content if tag == "s" else Opaque(content[:200])
            case "l" | "t":
                if not isinstance(content, list):
                    raise ValueFormatError("items expected")
                items = [self._unpack(item, depth + 1) for item in content]
                return items if tag == "l" else tuple(items)
            case "d":
                if not isinstance(content, list) or not all(isinstance(one, list) for one in content):
                    raise ValueFormatError("pairs expected")
                if not all(isinstance(key, str) for key, _ in content):
                    raise ValueFormatError("a key that is no text")
                return {key: self._unpack(item, depth + 1) for key, item in content}
            case "a" | "x" | "b":
                if type(content) is not int or content < 0:
                    raise ValueFormatError("unknown array")
                array = self.arrays[content]
                return array.tobytes() if tag == "b" else Tensor(array) if tag == "x" else array
            case _:
                raise ValueFormatError("unknown node")


def plain(value: Any) -> Any:
    """Replace every `Tensor` in a decoded value by its array: for a judge it makes no difference which of them it was."""
    if isinstance(value, Tensor):
        return value.array
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value
