from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from notebooks import notebook, submission

from autograder.assignment import load
from autograder.errors import UnreadableSubmission
from autograder.plan import PlannedQuestion, plan
from autograder.record.worker import main
from gradlab.checking.calls import Answer, Build
from gradlab.checking.draw import Source
from gradlab.checking.values import decode, encode
from gradlab.reading.answer_code import MOST_STATEMENTS

LAB = load(Path(__file__).parents[2] / "assignments" / "lab" / "assignment.toml")


def planned(*cells: str, key: bytes = b"k") -> dict[str, PlannedQuestion]:
    made = submission(notebook(*cells))
    return {one.question.name: one for one in plan(made, LAB, Source.of(key, made.sha256))}


class Channel:
    """The worker's channel, with the one question it is given."""

    def __init__(self, question: dict[str, Any]) -> None:
        self.question, self.answers = question, list[Answer]()

    def receive(self) -> bytes:
        return encode({"nonce": "", "start": [0, 0], "questions": [self.question]})

    def send(self, payload: bytes) -> None:
        _, _, ask, content, _ = decode(payload)
        if ask >= 0:
            self.answers.append(Answer.from_bytes(content))


def first_answer(*cells: str) -> Answer:
    channel = Channel(planned(*cells)["detect_explosion"].as_data())
    main(channel)
    return channel.answers[0]


def test_every_question_is_planned_whatever_the_notebook_holds() -> None:
    found = planned()
    assert list(found) == [question.name for question in LAB.questions]
    assert all(one.code.state == "missing" for one in found.values())


def test_every_check_knows_the_places_of_its_asks() -> None:
    for one in planned().values():
        assert len(one.places) == len(one.checks)
        assert sorted({place for places in one.places for place in places}) == list(range(len(one.asks)))


def test_all_checks_of_the_network_share_one_set_of_builds() -> None:
    network = planned()["fix_network"]
    assert len(network.asks) == 1
    assert isinstance(network.asks[0], Build)
    assert set(network.places) == {(0,)}


def test_the_same_notebook_and_secret_give_the_same_requests() -> None:
    cells = ("def clip_gradients(g, max_norm=1.0):\n    return g",)
    one, again = planned(*cells), planned(*cells)
    assert {name: p.as_data() for name, p in one.items()} == {name: p.as_data() for name, p in again.items()}


@pytest.mark.parametrize("change", [{"key": b"other"}, {}])
def test_another_secret_or_another_notebook_gives_other_inputs(change: dict[str, bytes]) -> None:
    one = planned("a = 1")
    other = planned("a = 1" if change else "a = 2", **change)
    for name in one:
        assert one[name].as_data()["asks"] != other[name].as_data()["asks"]


def test_the_plan_holds_no_words_of_the_checks() -> None:
    for one in planned().values():
        data = repr(one.as_data())
        assert not any(graded.check.title in data for graded in one.checks)
        assert not any(ask.words in data for ask in one.asks)


def test_an_answer_of_any_length_arrives_whole() -> None:
    body = "\n".join(f"    value_{i} = 'ü {i}'" for i in range(2_000))
    assert first_answer(f"def detect_explosion(history, threshold):\n{body}\n    return value_1999").value == "ü 1999"


def test_the_plan_of_as_many_statements_as_are_run_fits_into_one_record() -> None:
    answers = "".join(f"def {question.function}(*_): return x\n" for question in LAB.questions)
    found = planned("x = 1\n" * (MOST_STATEMENTS - 1), answers)
    data = [one.as_data() for one in found.values()]
    assert decode(encode(data)) == data
    assert {len(one["units"]) for one in data} == {MOST_STATEMENTS}


def test_a_lone_surrogate_in_a_source_stops_nothing() -> None:
    source = 'text = "\\ud800"\ndef detect_explosion(history, threshold):\n    return text'
    assert first_answer(source).value == "\ud800"


def test_a_cell_that_is_nested_too_deeply_stops_nothing() -> None:
    found = planned("total = " + " + ".join(["1"] * 900), "def clip_gradients(g):\n    return g")
    assert found["clip_gradients"].code.state == "answered"


def test_what_is_no_notebook_is_said_to_be_unreadable() -> None:
    with pytest.raises(UnreadableSubmission):
        plan(submission(b"not one"), LAB, Source.of(b"k", "0"))
