"""The object `grader` of the notebook: what it shows for answers that are missing, not started, wrong and right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradlab.checking.feedback import NOT_YET, PASSED, TO_MEND, Line, as_html, as_text
from gradlab.checking.notebook import Grader, check_locally

HOSTILE = "<img src=x onerror=alert(1)> & \"'"


def right(gradients: Any, max_norm: float = 1.0) -> list[Any]:
    return [g if g is None else g * min(1.0, max_norm / max(float(np.linalg.norm(g)), 1e-30)) for g in gradients]


def untouched(gradients: Any, max_norm: float = 1.0) -> list[Any]:
    return list(gradients)


def not_begun(gradients: Any, max_norm: float = 1.0) -> list[Any]:
    raise NotImplementedError("clip_gradients is not started yet")


def shown(namespace: dict[str, Any], capsys: pytest.CaptureFixture[str], question: str = "clip_gradients") -> str:
    Grader(namespace).check(question)
    return capsys.readouterr().out


def test_an_answer_that_is_not_started_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown({"clip_gradients": not_begun}, capsys) == "clip_gradients: not started yet.\n"


def test_a_missing_answer_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no function clip_gradients yet" in shown({}, capsys)


def test_an_unknown_question_is_answered_with_those_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert "The questions are: analyze_gradients" in shown({}, capsys, "clip")


def test_a_right_answer_gets_no_promise_of_a_grade(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown({"clip_gradients": right}, capsys)
    assert "to mend" not in text
    assert text.endswith("The public checks passed. Further checks run after submission.\n")


def test_a_wrong_answer_raises_nothing_and_says_what_came_back(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown({"clip_gradients": untouched}, capsys)
    assert "[ to mend ] " in text
    assert "\n    We called clip_gradients with " in text
    assert "Further checks" not in text


def test_the_page_holds_the_same_words_as_the_text() -> None:
    verdict = check_locally("clip_gradients", {"clip_gradients": untouched})
    for line in verdict.text.splitlines():
        words = line.partition("]")[2] or line
        assert words.strip().split(".")[0] in verdict.html


def test_words_of_a_student_are_escaped() -> None:
    lines = [Line(PASSED, HOSTILE, [HOSTILE]), Line(TO_MEND, HOSTILE, [HOSTILE]), Line(NOT_YET, HOSTILE)]
    page = as_html(HOSTILE, lines, HOSTILE)
    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt; &amp;") == 7


def test_a_second_failure_is_folded_because_it_may_have_the_same_cause() -> None:
    lines = [Line(TO_MEND, "One", ["Why one."]), Line(TO_MEND, "Two", ["Why two."], folded=True)]
    assert "Why two." not in as_text("q", lines)
    assert "Mend the one above first" in as_text("q", lines)
    page = as_html("q", lines)
    assert page.index("Why one.") < page.index("<details>") < page.index("Why two.") < page.index("</details>")


def test_states_are_words_and_headings_stay_out_of_the_table_of_contents() -> None:
    lines = [Line(PASSED, "One"), Line(TO_MEND, "Two", ["Why."]), Line(NOT_YET, "Three")]
    page = as_html("q: 1 of 3", lines)
    assert [state in page for state in (PASSED, TO_MEND, NOT_YET)] == [True, True, True]
    assert "<h" not in page
    assert "color:" not in page.replace("currentColor", "")
    assert as_text("q", lines) == "q\n[ passed  ] One\n[ to mend ] Two\n    Why.\n[ not yet ] Three"
