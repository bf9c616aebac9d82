from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradlab.checking.calls import Answer, Call
from gradlab.checking.own_work import OwnWorkError, own_work
from gradlab.checking.recorder import answer, describe


def asked(function: Any, *arguments: Any, **options: Any) -> Answer:
    return answer(function, Call("", arguments, tuple(options.items())).as_bytes())


def raising(error: BaseException) -> Any:
    def function(*_: Any) -> Any:
        raise error

    return function


def test_a_function_is_called_with_what_was_asked() -> None:
    found = asked(lambda x, y, z=0: [x, y, z], 1, (2.5, None), z="text")
    assert (found.value, found.kind, found.error) == ([1, (2.5, None), "text"], "list", None)


def test_the_arguments_are_recorded_as_they_are_after_the_call() -> None:
    found = asked(lambda numbers: numbers.append(3), [1, 2])
    assert found.value is None
    assert found.arguments == ([1, 2, 3],)


def test_an_array_may_be_written_to_and_the_request_stays_as_it_was() -> None:
    request = Call("", (np.zeros(2),)).as_bytes()

    def fill(array: Any) -> Any:
        array += 1
        return array

    for _ in range(2):
        np.testing.assert_array_equal(answer(fill, request).value, [1, 1])


@pytest.mark.parametrize(
    "error", [ValueError("bad  \n shape"), KeyError("x"), RecursionError(), MemoryError(), StopIteration(3)]
)
def test_whatever_the_code_raises_is_recorded(error: Exception) -> None:
    found = asked(raising(error), 1)
    assert found.error is not None
    assert found.error.type_name == type(error).__name__
    assert "\n" not in found.error.text


def test_an_exception_whose_text_fails_is_recorded_without_it() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert describe(Mute()).words == "Your code stopped with Mute."


def test_long_texts_are_cut() -> None:
    assert len(describe(ValueError("x" * 5_000)).text) == 300
    assert describe(ValueError("word " * 80)).text == "word " * 59 + "..."


def test_the_line_of_the_students_own_code_is_told_and_no_line_of_ours() -> None:
    import linecache

    source = "def helper(x):\n    return x['loss']\n\ndef function(x):\n    return helper(x)\n"
    linecache.cache["<answer, cell 1>"] = (len(source), None, source.splitlines(keepends=True), "<answer, cell 1>")
    namespace: dict[str, Any] = {}
    exec(compile(source, "<answer, cell 1>", "exec"), namespace)
    found = asked(namespace["function"], {})
    assert found.error is not None
    assert found.error.line == "return x['loss']"
    assert asked(raising(ValueError("x")), 1).error.line == ""  # type: ignore[union-attr]


def test_the_measuring_functions_are_taken_away_from_the_answer_that_has_to_write_them_and_come_back() -> None:
    import gradlab.measure

    original = gradlab.measure.kernel_gradients
    with own_work("analyze_gradients"), pytest.raises(OwnWorkError, match=r"write it with tf.GradientTape"):
        gradlab.measure.kernel_gradients(None, None)
    assert gradlab.measure.kernel_gradients is original
    with own_work("clip_gradients"):
        assert gradlab.measure.kernel_gradients is original


def test_the_measuring_functions_come_back_after_an_error_too() -> None:
    import gradlab.measure

    original = gradlab.measure.kernel_gradients
    with pytest.raises(KeyError), own_work("analyze_gradients"):
        raise KeyError
    assert gradlab.measure.kernel_gradients is original
