from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradlab.checking.calls import Answer, Build, Call, StudentError, unpack_argument
from gradlab.checking.check import Check, Judging, Outcome, check, checks_in, failed, passed
from gradlab.checking.draw import Draw, Source
from gradlab.checking.graph import GraphError
from gradlab.checking.models import ModelSpec
from gradlab.checking.values import Tensor, ValueFormatError, decode, encode


def draw(secret: bytes = b"secret", sha256: str = "0", question: str = "clip", name: str = "check") -> Draw:
    return Source.of(secret, sha256).draw(question, name)


@check("It doubles a number")
def doubles(draw: Draw) -> Judging:
    number = draw.uniform(1, 9)
    (answer,) = yield [Call(f"the number {number}", (number,))]
    if answer.value == 2 * number:
        return passed(f"{number} became {2 * number}.")
    return failed(did="We asked.", got=f"{answer.value!r} came.", must="Double.", next_step="Add it to itself.")


def judge(one: Check, *answers: Answer) -> Outcome:
    return one.judge(draw(), answers)


def test_a_check_is_named_after_its_function() -> None:
    assert (doubles.name, doubles.title, doubles.needs) == ("doubles", "It doubles a number", ())


def test_the_same_draw_gives_the_same_question_on_both_sides() -> None:
    (ask,) = doubles.asks(draw())
    assert isinstance(ask, Call)
    assert judge(doubles, Answer(2 * ask.arguments[0])).passed


def test_an_answer_with_an_error_fails_with_the_students_own_words() -> None:
    (ask,) = doubles.asks(draw())
    outcome = judge(doubles, Answer(error=StudentError("KeyError", "'loss'", "x = logs['loss']")))
    assert outcome.score == 0
    assert outcome.message == (
        f"We called your function with {ask.words}.\n\n"
        "Your code stopped with KeyError at the line `x = logs['loss']`: 'loss'.\n\n"
        "It has to return a result for this input.\n\n"
        "Run the same call in a new cell of your notebook and look at the first line that fails."
    )


def test_a_check_gets_exactly_as_many_answers_as_it_asked_for() -> None:
    with pytest.raises(ValueError, match="zip"):
        judge(doubles)
    with pytest.raises(ValueError, match="zip"):
        judge(doubles, Answer(1), Answer(2))


@pytest.mark.parametrize("error", [GraphError("It has no gradient."), ValueFormatError("It has no gradient.")])
def test_a_network_that_cannot_be_measured_fails_in_words(error: Exception) -> None:
    @check("It raises")
    def raises(draw: Draw) -> Judging:
        yield [Call("a batch")]
        raise error

    assert judge(raises, Answer(1)).message == (
        "We looked at what came back from a batch.\n\nIt has no gradient.\n\nIt has to be a network that can be measured.\n\n"
        "Build it from Keras layers and plain tensor operations, and run the check again."
    )


def test_a_second_yield_or_a_missing_outcome_is_an_error_of_ours() -> None:
    @check("It asks twice")
    def twice(draw: Draw) -> Judging:
        yield [Call("")]
        yield [Call("")]
        return passed("")

    @check("It returns nothing")
    def nothing(draw: Draw) -> Judging:
        yield [Call("")]
        return None  # type: ignore[return-value]

    for one in (twice, nothing):
        with pytest.raises(TypeError, match="has to yield once and then return an Outcome"):
            judge(one, Answer(1))


def test_an_error_of_ours_is_not_made_the_students() -> None:
    @check("It has a bug")
    def bug(draw: Draw) -> Judging:
        yield [Call("")]
        raise KeyError("x")

    with pytest.raises(KeyError):
        judge(bug, Answer(1))


def test_a_message_has_its_parts_in_order_and_leaves_out_the_empty_ones() -> None:
    outcome = failed(did="1", got="2", must="3", why="4", next_step="5", right="6", score=0.5, measured={"a": 1})
    assert (outcome.message, outcome.score, outcome.measured) == ("1\n\n2\n\n3\n\n4\n\n5\n\n6", 0.5, {"a": 1})
    assert failed(did="1", got="2", must="3", next_step="5").message == "1\n\n2\n\n3\n\n5"


@given(st.floats(0, 10))
def test_a_failure_never_has_full_points(score: float) -> None:
    outcome = failed(did="", got="", must="", next_step="", score=score)
    assert outcome.score <= 0.99
    assert not outcome.passed


def test_the_checks_of_a_module_are_its_own_in_the_order_of_the_file() -> None:
    from gradlab.checking.public import clip_gradients

    names = [one.name for one in checks_in(vars(clip_gradients))]
    assert names == ["returns_list", "limit_respected", "short_untouched"]
    assert checks_in({"__name__": "elsewhere", "doubles": doubles}) == []


keys = st.binary(min_size=1, max_size=80)
names = st.text(st.characters(codec="utf-8"), max_size=9)


def many(one: Draw) -> Any:
    arrays = one.gradients([1.0, 2.0])
    return one.seed(), one.shared_seeds(3), one.uniform(0, 1), [array.array.tolist() for array in arrays]


@given(keys, names, names, names)
def test_the_same_source_draws_the_same_again(key: bytes, sha256: str, question: str, name: str) -> None:
    assert many(draw(key, sha256, question, name)) == many(draw(key, sha256, question, name))


@pytest.mark.parametrize("other", [{"secret": b"b"}, {"sha256": "1"}, {"question": "detect"}, {"name": "other"}])
def test_another_secret_submission_question_or_check_draws_otherwise(other: dict[str, Any]) -> None:
    one, two = many(draw()), many(draw(**other))
    assert one[0] != two[0]
    assert one[2:] != two[2:]
    assert (one[1] == two[1]) == ("name" in other)  # seeds are shared by the checks of a question


@given(st.floats(1e-3, 1e3), st.lists(st.integers(1, 5), min_size=1, max_size=3))
def test_a_gradient_has_the_norm_and_the_shape_that_were_asked_for(norm: float, shape: list[int]) -> None:
    gradient = draw().gradient(norm, shape)
    assert gradient.shape == tuple(shape)
    assert gradient.dtype == np.float32
    assert np.linalg.norm(gradient.astype("float64")) == pytest.approx(norm, rel=1e-5)


def test_uniform_stays_in_its_bounds_and_has_two_places() -> None:
    one = draw()
    numbers = [one.uniform(0.2, 0.8) for _ in range(200)]
    assert all(0.2 <= number <= 0.8 and number == round(number, 2) for number in numbers)
    assert len(set(numbers)) > 20


def test_gradients_have_unequal_shapes_unless_told_otherwise() -> None:
    shapes = [one.array.shape for one in draw().gradients([1.0] * 5)]
    assert len(set(shapes)) == 5
    assert [one.array.shape for one in draw().gradients([1.0] * 2, [(2,)])] == [(2,), (2,)]


def test_a_call_is_sent_without_its_words() -> None:
    call = Call("a secret hint", (1, Tensor(np.ones(2))), (("max_norm", 2.0),))
    data = call.as_bytes()
    assert b"secret" not in data
    assert decode(data)["options"] == {"max_norm": 2.0}


def test_a_model_crosses_over_as_its_specification() -> None:
    spec = ModelSpec((("dense", 3, "tanh", True), ("flatten",)), 4, "functional", 7)
    (argument,) = decode(Call("", (spec,)).as_bytes())["call"]
    assert unpack_argument(argument) == spec
    assert unpack_argument({"other": 1}) == {"other": 1}


def test_a_request_for_builds_holds_its_seeds() -> None:
    assert decode(Build("words", (1, 2)).as_bytes()) == {"build": [1, 2]}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StudentError("", "Your code was stopped."), "Your code was stopped."),
        (StudentError("ValueError", ""), "Your code stopped with ValueError."),
        (StudentError("ValueError", "bad."), "Your code stopped with ValueError: bad."),
        (StudentError("ValueError", "bad", "f(x)"), "Your code stopped with ValueError at the line `f(x)`: bad."),
    ],
)
def test_an_error_is_one_sentence(error: StudentError, words: str) -> None:
    assert error.words == words


@pytest.mark.parametrize("error", [None, StudentError("ValueError", "bad", "f(x)")])
def test_an_answer_survives_its_way(error: StudentError | None) -> None:
    found = Answer.from_bytes(Answer([1.5], error, (2, "a"), "list").as_bytes())
    assert (found.value, found.error, found.arguments, found.kind) == ([1.5], error, (2, "a"), "list")


def test_only_the_stubs_error_means_not_started() -> None:
    assert Answer(error=StudentError("NotImplementedError", "x")).not_started
    assert not Answer(error=StudentError("ValueError", "x")).not_started
    assert not Answer(5).not_started


GOOD: dict[str, Any] = {"value": 1, "error": None, "arguments": [], "kind": "int"}


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        GOOD | {"more": 1},
        GOOD | {"error": "text"},
        GOOD | {"error": ["a", "b"]},
        GOOD | {"error": ["a", "b", 1]},
        GOOD | {"arguments": ()},
        GOOD | {"kind": 5},
    ],
)
def test_what_is_no_answer_is_refused(record: Any) -> None:
    with pytest.raises(ValueFormatError):
        Answer.from_bytes(encode(record))
