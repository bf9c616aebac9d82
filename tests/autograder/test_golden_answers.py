"""Golden answers get the points they declare, whatever inputs are drawn: no check tells right from wrong by luck."""

from __future__ import annotations

import pytest
from golden_answers import QUESTIONS, function_of, harmless, own_answers
from in_process import judged

SECRETS = [b"one", b"two", b"three", b"four", b"five"]
CHEAP = [question for question in QUESTIONS if question != "analyze_gradients"]


def scores(name: str, question: str) -> list[float]:
    function = function_of(harmless()[name], question)
    if function is None:  # its cell cannot be read
        return [0.0] * len(SECRETS)
    return [round(sum(check.score for check in judged(question, function, secret).values()), 2) for secret in SECRETS]


@pytest.mark.parametrize(
    ("question", "name"), [(question, name) for question in CHEAP for name in own_answers(question)]
)
def test_the_score_of_an_answer_does_not_depend_on_the_inputs_drawn(question: str, name: str) -> None:
    assert scores(name, question) == [harmless()[name].score[question]] * len(SECRETS)


@pytest.mark.slow
@pytest.mark.parametrize("name", own_answers("analyze_gradients"))
def test_the_score_of_a_measuring_answer_does_not_depend_on_the_inputs_drawn(name: str) -> None:
    assert scores(name, "analyze_gradients") == [harmless()[name].score["analyze_gradients"]] * len(SECRETS)
