"""Frames: what comes out is what went in, and nothing beyond the limits is ever held."""

from __future__ import annotations

import itertools
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.channel import HEADER, Channel, FrameReader


def encoded(frames: list[bytes]) -> bytes:
    return b"".join(HEADER.pack(len(frame)) + frame for frame in frames)


@given(st.lists(st.binary(max_size=50), max_size=5), st.lists(st.integers(0, 300), max_size=10))
def test_frames_survive_any_cut(frames: list[bytes], cuts: list[int]) -> None:
    data = encoded(frames)
    edges = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    reader, got = FrameReader(1000, 10_000), []
    for begin, end in itertools.pairwise(edges):
        reader.feed(data[begin:end])
        while (frame := reader.frame()) is not None:
            got.append(frame)
    assert got == frames


@given(st.integers(101, 2**64 - 1))
def test_a_header_beyond_the_limit_is_refused_before_its_frame_comes(length: int) -> None:
    with pytest.raises(OverflowError, match="more than the 100 allowed"):
        FrameReader(100, 1000).feed(HEADER.pack(length))


def test_many_small_frames_are_refused_when_their_sum_is_too_large() -> None:
    reader = FrameReader(100, 1000)
    for _ in range(11):
        reader.feed(encoded([bytes(80)]))
        assert reader.frame() == bytes(80)
    with pytest.raises(OverflowError, match="in all"):
        reader.feed(encoded([bytes(80)]))


@given(st.binary(max_size=200))
def test_any_bytes_give_frames_or_the_one_error(data: bytes) -> None:
    reader = FrameReader(64, 150)
    try:
        reader.feed(data)
        while reader.frame() is not None:
            pass
    except OverflowError:
        pass


def test_the_child_hears_when_the_grader_has_gone() -> None:
    ours, theirs = socket.socketpair()
    ours.sendall(HEADER.pack(10) + b"half")
    ours.close()
    with theirs, pytest.raises(EOFError, match="closed the channel"):
        Channel(theirs).receive()
