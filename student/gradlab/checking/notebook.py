"""Check an answer where it is written: in the notebook, in the student's own kernel, with the public checks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from gradlab.checking.calls import Answer, Ask
from gradlab.checking.check import Check, Outcome, checks_in
from gradlab.checking.draw import Source
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
        if self.not_started:
            return f"{self.question}: not started yet."
        lines = [f"{self.question}: public checks"]
        shown = False
        for check, outcome in self.outcomes:
            if outcome is None:
                lines.append(f"[ not yet ] {check.title}")
            elif outcome.passed:
                lines.append(f"[ passed  ] {check.title}. {outcome.message}")
            else:
                lines.append(f"[ to mend ] {check.title}")
                # One message at a time: the later ones often have the same cause.
                lines += [] if shown else [f"    {part}" for part in outcome.message.split("\n\n")]
                shown = True
        if self.passed:
            lines.append("The public checks passed. Further checks run after submission.")
        return "\n".join(lines)

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


def check_in_notebook(question: str, namespace: Mapping[str, Any]) -> str:
    """Check one answer and show what came out, with a plot of the network's gradients where there is one.

    Args:
        question: such as ``"clip_gradients"``.
        namespace: where the student's function lives: ``globals()``, or otter's environment.

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
    "LocalVerdict",
    "check_in_notebook",
    "check_locally",
    "public_checks",
)
