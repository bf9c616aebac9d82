"""TensorFlow, forked and confined, does what it does elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starting import BEST

from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import WarmProcess

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def heavy() -> Iterator[WarmProcess]:
    pytest.importorskip("keras")
    with WarmProcess(preload=("tensorflow", "keras")) as process:
        yield process


@pytest.mark.parametrize("confine", [BEST, None], ids=["confined", "trusted"])
def test_a_network_is_built_trained_and_saved(heavy: WarmProcess, confine: object) -> None:
    with heavy.start("sandbox_entries:train_a_network", confine=confine, limits=Limits()) as child:  # type: ignore[arg-type]
        assert child.receive(120).startswith(b"loss ")


def test_confined_and_trusted_children_compute_the_same(heavy: WarmProcess) -> None:
    answers = []
    for confine in (BEST, None):
        with heavy.start("sandbox_entries:train_a_network", confine=confine, limits=Limits()) as child:
            answers.append(child.receive(120))
    assert answers[0] == answers[1]


def test_memory_of_tensorflow_itself_is_not_charged_to_the_child(heavy: WarmProcess) -> None:
    """The shared pages of the warm process count for a part only."""
    with heavy.start("sandbox_entries:train_a_network", confine=BEST, limits=Limits(memory_mb=300)) as child:
        assert child.receive(120).startswith(b"loss ")
