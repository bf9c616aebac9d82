"""What a process sends that is no answer: forged, out of turn, too much."""

from __future__ import annotations

import numpy as np
import pytest
from played_processes import LIMITS, Children, Step, answered, kept, loaded, question

from autograder.record import recording
from autograder.record.recording import record
from autograder.record.worker import LOADED
from gradlab.checking.values import encode

FORGED: list[Step] = [
    b"",
    b"no frame at all",
    encode(None),
    encode([1, 2, 3]),
    encode(["0" * 32, 0, LOADED, encode(""), []]),
    encode([np.array(["a", "b"], "S1").view("uint8"), 0, LOADED, encode(""), []]),
    encode([np.zeros(4)] * 5),
    lambda plan: encode([plan["nonce"], 0, LOADED, encode("")]),
    lambda plan: encode([plan["nonce"], 0, LOADED, encode(""), "/etc/shadow"]),
    lambda plan: encode([plan["nonce"], 0, 5, b"", []]),
    lambda plan: encode([plan["nonce"], 1, LOADED, encode(""), []]),
    lambda plan: encode([plan["nonce"], 0, LOADED, "text", []]),
    lambda plan: encode([plan["nonce"], 0, LOADED, b"no record", []]),
    lambda plan: encode([plan["nonce"], 0, LOADED, encode([0] * 300_000), []]),
    lambda plan: encode([plan["nonce"], np.zeros(3), LOADED, encode(""), []]),
    lambda plan: encode([plan["nonce"], False, LOADED, encode(""), []]),
    lambda plan: encode([plan["nonce"], 0.0, float(LOADED), encode(""), []]),
]


@pytest.mark.parametrize("frame", FORGED)
def test_a_forged_frame_ends_its_question_alone_and_is_reported(frame: Step) -> None:
    children = Children([frame], [loaded(1), answered(1, 0)])
    evidence = record([question("a", 1), question("b", 1)], children, LIMITS)
    assert evidence.questions["a"] == kept([None], "Your code sent back something that is not an answer.")
    assert evidence.questions["b"].answers == [b"1.0"]
    (observation,) = evidence.observations
    assert observation.startswith("While a ran, its process sent no answer but this: ")


def test_an_answer_given_twice_is_out_of_turn() -> None:
    children = Children([loaded(0), answered(0, 0), answered(0, 0)], [loaded(0)])
    evidence = record([question("a", 2)], children, LIMITS)
    assert evidence.questions["a"].answers == [b"0.0", None]
    assert "a frame out of its turn" in evidence.observations[0]


def test_all_answers_together_have_a_limit_over_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MAX_BYTES", 5_000_000)
    large = b"x" * 2_000_000
    first = [loaded(0), answered(0, 0, large), answered(0, 1, large), answered(0, 2, large)]
    children = Children(first, [loaded(0), answered(0, 3, large)], [loaded(1), answered(1, 0)])
    evidence = record([question("a", 5), question("b", 1)], children, LIMITS)
    assert evidence.questions["a"].answers == [large, large, None, None, None]
    assert evidence.questions["b"].answers == [b"1.0"]
    assert evidence.status == "crashed"
    assert (
        evidence.observations
        == ["While a ran, its process sent no answer but this: more than 5 MB in all answers together."] * 2
    )


@pytest.mark.parametrize("ask", [0, LOADED])
def test_a_header_that_would_swell_in_the_graders_memory_is_not_opened(ask: int) -> None:
    swelling = encode([[]] * 60_000)
    steps: list[Step] = [loaded(0), swelling]
    if ask == LOADED:
        steps = [lambda plan: encode([plan["nonce"], 0, LOADED, swelling, []])]
    evidence = record([question("a", 1)], Children(steps), LIMITS)
    assert evidence.questions["a"].stopped == "Your code sent back something that is not an answer."
    assert "the header is too long" in evidence.observations[0]
