"""Check an answer where it is written: in the notebook, in the student's own kernel, with the public checks."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from gradlab.checking.calls import Answer, Ask
from gradlab.checking.check import Check, Outcome, checks_in
from gradlab.checking.draw import Source
from gradlab.checking.feedback import NOT_YET, PASSED, TO_MEND, Line, as_html, as_text
from gradlab.checking.own_work import own_work
from gradlab.checking.recorder import answer

FUNCTIONS = {"fix_network": "create_improved_network"}
"""Questions whose function has another name than the question."""

QUESTIONS = (
    "analyze_gradients",
    "detect_explosion",
    "clip_gradients",
    "clip_gradients_globally",
    "fix_network",
)


PUBLIC_PASSED = "The public checks passed. Further checks run after submission."


class ChecksFailed(Exception):
    """Not all public checks passed; the text is the feedback."""

    def _render_traceback_(self) -> list[str]:
        """IPython shows this in place of a traceback, which would be one of ours and of no use to a student."""
        return [str(self)]


@dataclass(frozen=True)
class LocalVerdict:
    """What the public checks found about one question.

    Attributes:
        question: its name.
        outcomes: each check that was looked at, with its outcome; None for one that builds on a failed check.
        not_started: whether the stub is still in place.
    """

    question: str
    outcomes: tuple[tuple[Check, Outcome | None], ...]
    not_started: bool = False

    @property
    def passed(self) -> bool:
        return bool(self.outcomes) and all(outcome is not None and outcome.passed for _, outcome in self.outcomes)

    @property
    def text(self) -> str:
        """The feedback: what holds, then the first thing that does not, then how it goes on."""
        return as_text(*self._feedback())

    @property
    def html(self) -> str:
        """The same words for a notebook."""
        return as_html(*self._feedback())

    def _feedback(self) -> tuple[str, list[Line], str]:
        if self.not_started:
            return f"{self.question}: not started yet.", [], ""
        right = sum(outcome is not None and outcome.passed for _, outcome in self.outcomes)
        heading = f"{self.question}: {right} of {len(self.outcomes)} public checks passed"
        return heading, list(self._lines()), PUBLIC_PASSED if self.passed else ""

    def _lines(self) -> Iterator[Line]:
        shown = False
        for check, outcome in self.outcomes:
            if outcome is None:
                yield Line(NOT_YET, f"{check.title} (needs the checks before it)")
            elif outcome.passed:
                yield Line(PASSED, check.title, [outcome.message])
            else:
                yield Line(TO_MEND, check.title, outcome.message.split("\n\n"), folded=shown)
                shown = True

    @property
    def measured(self) -> dict[str, Any]:
        """Plain data for the plot."""
        found: dict[str, Any] = {}
        for _, outcome in self.outcomes:
            found |= outcome.measured if outcome is not None else {}
        return found


def public_checks(question: str) -> list[Check]:
    """The public checks of a question, in order.

    Raises:
        ValueError: there is no such question.
    """
    if question not in QUESTIONS:
        raise ValueError(f"There is no question {question!r}. The questions are: {', '.join(QUESTIONS)}.")
    return checks_in(vars(import_module(f"gradlab.checking.public.{question}")))


def check_locally(question: str, namespace: Mapping[str, Any]) -> LocalVerdict:
    """Run the public checks of `question` on the function in `namespace`, and judge it, in this process."""
    checks = public_checks(question)
    function = namespace.get(FUNCTIONS.get(question, question))
    if not callable(function):
        name = FUNCTIONS.get(question, question)
        raise ChecksFailed(
            f"{question}: there is no function {name} yet. Run the cell that defines it, then check again."
        )
    with _without_retracing_warnings():
        return _checked(question, checks, function)


def _checked(question: str, checks: Sequence[Check], function: Callable[..., Any]) -> LocalVerdict:
    source = Source.of(secrets.token_bytes(32), question)
    outcomes: list[tuple[Check, Outcome | None]] = []
    answered: dict[bytes, Answer] = {}
    for check in checks:
        if any(outcome is None or not outcome.passed for other, outcome in outcomes if other in check.needs):
            outcomes.append((check, None))
            continue
        answers = [_ask(function, question, ask, answered) for ask in check.asks(source.draw(question, check.name))]
        if answers and all(one.not_started for one in answers):
            return LocalVerdict(question, (), not_started=True)
        outcomes.append((check, check.judge(source.draw(question, check.name), answers)))
    return LocalVerdict(question, tuple(outcomes))


def _ask(function: Callable[..., Any], question: str, ask: Ask, answered: dict[bytes, Answer]) -> Answer:
    """Ask once for each different request, through the same bytes as in the grader, so that both see the same."""
    request = ask.as_bytes()
    if request not in answered:
        with own_work(question):
            answered[request] = Answer.from_bytes(answer(function, request).as_bytes())
    return answered[request]


@contextmanager
def _without_retracing_warnings() -> Iterator[None]:
    """Every check compiles its networks anew, as it must; TensorFlow would tell the student to mend that.

    What else TensorFlow warns of may be about the answer, and stays.
    """
    logger = logging.getLogger("tensorflow")  # by its name, so that questions without a network need not import it
    logger.addFilter(_is_no_retracing_warning)
    try:
        yield
    finally:
        logger.removeFilter(_is_no_retracing_warning)


def _is_no_retracing_warning(record: logging.LogRecord) -> bool:
    return "triggered tf.function retracing" not in record.getMessage()


class Grader:
    """The object `grader` of a notebook; `grader.check("clip_gradients")` shows what the public checks say.

    It raises nothing for an answer that is missing or wrong, so that *Run all* goes on to the next task.
    """

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        """Look for the answers in `namespace`, which is ``globals()`` in a notebook."""
        self._namespace = namespace

    def check(self, question: str) -> None:
        """Run the public checks of one question and show the feedback, and the student's network where there is one."""
        try:
            verdict = check_locally(question, self._namespace)
        except (ChecksFailed, ValueError) as problem:
            print(problem)
            return
        if not _in_notebook():
            print(verdict.text)
            return
        from IPython.display import display

        display({"text/plain": verdict.text, "text/html": verdict.html}, raw=True)
        _show_plot(verdict.measured)


def check_in_notebook(question: str, namespace: Mapping[str, Any]) -> str:
    """Check one answer for otter's test files, which know a failed test by its exception.

    `otter check` shows a test file's success message only beside a question that failed; where everything passed it prints
    "All tests passed!" and nothing of ours. So the README of the release says what that means.

    Args:
        question: such as ``"clip_gradients"``.
        namespace: where the student's function lives: otter's environment.

    Returns:
        The feedback, when all public checks passed.

    Raises:
        ChecksFailed: with the feedback, otherwise.
    """
    verdict = check_locally(question, namespace)
    _show_plot(verdict.measured)
    if verdict.passed:
        return verdict.text
    raise ChecksFailed(verdict.text)


def _show_plot(measured: Mapping[str, Any]) -> None:
    names, norms = measured.get("layers"), measured.get("gradient_norms")
    if not names or not norms or not _in_notebook():
        return
    from IPython.display import display

    from gradlab.plots.flow import plot_gradient_flow

    original = zip(measured["original_layers"], measured["original_gradient_norms"], strict=True)
    display(
        plot_gradient_flow({"original network": dict(original), "your network": dict(zip(names, norms, strict=True))})
    )


def _in_notebook() -> bool:
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and "IPKernelApp" in shell.config


__all__: Sequence[str] = (
    "QUESTIONS",
    "ChecksFailed",
    "Grader",
    "LocalVerdict",
    "check_in_notebook",
    "check_locally",
    "public_checks",
)
