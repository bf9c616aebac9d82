from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from autograder.assignment import TimeLimits
from autograder.record import recording
from autograder.record.evidence import Evidence, Recorded, mark_of
from autograder.record.recording import record
from autograder.record.worker import LOADED, main
from autograder.sandbox.errors import ChildExited, ChildTimeout, FrameTooLarge
from autograder.sandbox.exit import Exit
from gradlab.checking.calls import Answer, Call
from gradlab.checking.values import ValueFormatError, decode, encode

LIMITS = TimeLimits(cell=5.0, question=7.0, submission=100.0)
Step = bytes | Exception | Callable[[dict[str, Any]], bytes]


class FakeChild:
    """Plays a process: hands out what it is given, frame by frame, or raises it."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = list(steps)
        self.timeouts: list[float] = []
        self.plan: dict[str, Any] = {}
        self.exit: Exit | None = None

    def __enter__(self) -> FakeChild:
        return self

    def __exit__(self, *_: object) -> None: ...

    def send(self, payload: bytes) -> None:
        self.plan = decode(payload)

    def receive(self, timeout: float) -> bytes:
        self.timeouts.append(timeout)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, bytes) else step(self.plan)


class Children:
    """Starts one fake child after the other."""

    def __init__(self, *scripts: Sequence[Step]) -> None:
        self.waiting = [FakeChild(steps) for steps in scripts]
        self.started: list[FakeChild] = []

    def __call__(self) -> Any:
        self.started.append(self.waiting.pop(0))
        return self.started[-1]


def question(name: str, asks: int, state: str = "answered") -> dict[str, Any]:
    return {"name": name, "function": name, "units": [], "asks": [b""] * asks, "state": state, "note": ""}


def kept(answers: list[bytes | None], stopped: str = "", load_error: str = "") -> Recorded:
    return Recorded(answers, stopped, load_error, [mark_of(b"")] * len(answers))


def loaded(question: int, error: str = "") -> Step:
    return lambda plan: encode([plan["nonce"], question, LOADED, encode(error), []])


def answered(question: int, ask: int, data: bytes | None = None) -> Step:
    return lambda plan: encode([plan["nonce"], question, ask, data or f"{question}.{ask}".encode(), []])


def ended(cause: Any = "exit") -> ChildExited:
    return ChildExited(Exit(cause=cause))


def test_every_answer_is_recorded_in_its_place() -> None:
    children = Children([loaded(0), answered(0, 0), answered(0, 1), loaded(1, "careful"), answered(1, 0)])
    evidence = record([question("a", 2), question("b", 1)], children, LIMITS)
    assert evidence == Evidence({"a": kept([b"0.0", b"0.1"]), "b": kept([b"1.0"], load_error="careful")})


def test_questions_that_are_not_answered_start_no_process() -> None:
    evidence = record([question("a", 2, "missing"), question("b", 1, "not_started")], Children(), LIMITS)
    assert evidence == Evidence({"a": kept([None, None]), "b": kept([None])})


def test_questions_that_are_not_answered_are_passed_over() -> None:
    children = Children([loaded(1), answered(1, 0)])
    questions = [question("a", 1, "broken"), question("b", 1), question("c", 1, "missing")]
    evidence = record(questions, children, LIMITS)
    assert evidence.questions["b"].answers == [b"1.0"]
    assert children.started[0].plan["start"] == [1, 0]


def test_each_process_gets_a_mark_of_its_own() -> None:
    children = Children([ended()], [ended()], [loaded(1), answered(1, 0)])
    record([question("a", 1), question("b", 1)], children, LIMITS)
    nonces = {child.plan["nonce"] for child in children.started}
    assert len(nonces) == 3
    assert {len(nonce) for nonce in nonces} == {32}


def test_loading_has_the_limit_of_a_cell_and_asking_that_of_a_question() -> None:
    children = Children([loaded(0), answered(0, 0)])
    record([question("a", 1)], children, LIMITS)
    first, second = children.started[0].timeouts
    assert 4.5 < first <= 5
    assert 6.5 < second <= 7


def test_an_endless_cell_stops_its_question_and_the_next_one_is_asked() -> None:
    children = Children([ChildTimeout("late")], [loaded(1), answered(1, 0)])
    evidence = record([question("a", 2), question("b", 1)], children, LIMITS)
    assert evidence.status == "timeout"
    assert evidence.questions["a"] == kept(
        [None, None],
        "Your code was stopped: loading your code took longer than 5 seconds. Look for a loop that does not end, or for"
        " training inside the function.",
    )
    assert evidence.questions["b"] == kept([b"1.0"])


def test_an_endless_call_keeps_the_answers_before_it() -> None:
    children = Children([loaded(0), answered(0, 0), ChildTimeout("late")])
    evidence = record([question("a", 3)], children, LIMITS)
    assert evidence.questions["a"].answers == [b"0.0", None, None]
    assert evidence.questions["a"].stopped.startswith("Your code was stopped: this part took longer than 7 seconds.")


def test_a_call_whose_process_ended_is_tried_again_in_a_fresh_one() -> None:
    children = Children([loaded(0), answered(0, 0), ended()], [loaded(0), answered(0, 1), answered(0, 2)])
    evidence = record([question("a", 3)], children, LIMITS)
    assert children.started[1].plan["start"] == [0, 1]
    assert evidence.status == "graded"
    assert evidence.questions["a"] == kept([b"0.0", b"0.1", b"0.2"])
    assert evidence.observations == ["While a ran, its process ended (exit) and did not when it was tried again."]


def test_a_call_that_ends_its_process_twice_is_passed_over_and_those_after_it_are_asked() -> None:
    children = Children([loaded(0), answered(0, 0), ended()], [loaded(0), ended()], [loaded(0), answered(0, 2)])
    evidence = record([question("a", 3)], children, LIMITS)
    assert [child.plan["start"] for child in children.started] == [[0, 0], [0, 1], [0, 2]]
    assert evidence.status == "crashed"
    assert evidence.questions["a"] == kept(
        [b"0.0", None, b"0.2"],
        "Your code ended Python while it ran, as exit() or quit() do. Remove that call.",
    )
    assert evidence.observations == []


def test_after_two_crashes_a_question_is_not_asked_further() -> None:
    crash = [loaded(0), ended()]
    children = Children(crash, crash, crash, crash, [loaded(1), answered(1, 0)])
    evidence = record([question("a", 9), question("b", 1)], children, LIMITS)
    assert evidence.questions["a"].answers == [None] * 9
    assert evidence.questions["b"].answers == [b"1.0"]


def test_a_crash_at_the_last_call_goes_on_with_the_next_question() -> None:
    children = Children([loaded(0), ended()], [loaded(0), ended()], [loaded(1), answered(1, 0)])
    evidence = record([question("a", 1), question("b", 1)], children, LIMITS)
    assert evidence.questions["b"].answers == [b"1.0"]


def test_loading_that_ended_its_process_is_tried_again_before_the_calls_that_are_left() -> None:
    crash = [loaded(0), answered(0, 0), ended()]
    children = Children(crash, [ended()], [loaded(0), answered(0, 1)])
    evidence = record([question("a", 2)], children, LIMITS)
    assert [child.plan["start"] for child in children.started] == [[0, 0], [0, 1], [0, 1]]
    assert evidence.questions["a"] == kept([b"0.0", b"0.1"])


def test_loading_that_ends_its_process_twice_ends_its_question() -> None:
    children = Children([ended()], [ended()], [loaded(1), answered(1, 0)])
    evidence = record([question("a", 2), question("b", 1)], children, LIMITS)
    assert evidence.questions["a"].answers == [None, None]
    assert evidence.questions["b"].answers == [b"1.0"]


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        ("memory", "Your code used more memory than a laptop has to spare and was stopped."),
        ("cpu", "Your code used more processor time than is allowed and was stopped."),
        ("processes", "Your code started too many processes or threads and was stopped."),
        ("disk", "Your code wrote more files than is allowed and was stopped."),
        ("crash", "Python itself crashed while it ran your code."),
        ("exit", "Your code ended Python while it ran, as exit() or quit() do. Remove that call."),
    ],
)
def test_the_end_of_a_process_is_told_in_words(cause: str, sentence: str) -> None:
    evidence = record([question("a", 1)], Children([ended(cause)], [ended(cause)]), LIMITS)
    assert evidence.questions["a"].stopped == sentence


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


def test_files_that_were_opened_outside_are_told_to_the_staff_once() -> None:
    def opening(ask: int, *paths: Any) -> Step:
        content = encode("") if ask == LOADED else b"1"
        return lambda plan: encode([plan["nonce"], 0, ask, content, list(paths)])

    children = Children([opening(LOADED, "/a", 5, "/b"), opening(0, "/a"), opening(1, *map(str, range(99)), "x" * 999)])
    evidence = record([question("a", 2)], children, LIMITS)
    assert evidence.observations == [
        "While a ran, its process was asked to open files outside its folder: /a, /b.",
        "While a ran, its process was asked to open files outside its folder: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9.",
    ]
    assert evidence.status == "graded"


def test_a_timeout_is_not_overwritten_by_a_crash() -> None:
    evidence = record(
        [question("a", 1), question("b", 1)], Children([ChildTimeout("late")], [ended()], [ended()]), LIMITS
    )
    assert evidence.status == "timeout"


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


def test_a_frame_that_is_too_large_is_treated_like_a_crash() -> None:
    children = Children([loaded(0), FrameTooLarge("the child sent 900 MB")], [loaded(0), answered(0, 1)])
    evidence = record([question("a", 2)], children, LIMITS)
    assert evidence.questions["a"].answers == [None, b"0.1"]
    assert "900 MB" in evidence.observations[0]


def test_a_load_error_that_is_no_text_or_too_long_is_cut() -> None:
    script = [
        lambda plan: encode([plan["nonce"], 0, LOADED, encode(5), []]),
        answered(0, 0),
        loaded(1, "x" * 3_000),
        answered(1, 0),
    ]
    evidence = record([question("a", 1), question("b", 1)], Children(script), LIMITS)
    assert evidence.questions["a"].load_error == ""
    assert evidence.questions["b"].load_error == "x" * 600


def test_when_the_time_of_the_submission_is_over_the_rest_says_so() -> None:
    def late(plan: dict[str, Any]) -> bytes:
        time.sleep(0.03)
        raise ChildTimeout("late")

    limits = TimeLimits(cell=5, question=7, submission=0.02)
    evidence = record([question("a", 1), question("b", 1)], Children([late]), limits)
    sentence = "There was no time left: all parts together took longer than 0.02 seconds."
    assert [one.stopped for one in evidence.questions.values()] == [sentence, sentence]
    assert evidence.status == "timeout"


class Pipe:
    """The two ends of a worker's channel in one process."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan, self.sent = plan, list[list[Any]]()

    def receive(self) -> bytes:
        return encode(self.plan)

    def send(self, payload: bytes) -> None:
        self.sent.append(decode(payload))


def work(*questions: dict[str, Any], start: Sequence[int] = (0, 0)) -> list[list[Any]]:
    pipe = Pipe({"nonce": "n", "start": list(start), "questions": list(questions)})
    main(pipe)
    return pipe.sent


def asked(name: str, source: str, *arguments: Any, units: Sequence[str] = ()) -> dict[str, Any]:
    sources = [[f"<answer, cell 1, part {i}>", one.encode()] for i, one in enumerate([*units, source])]
    return question(name, 0) | {"asks": [Call("", (one,)).as_bytes() for one in arguments], "units": sources}


def test_the_worker_answers_each_ask_in_turn() -> None:
    sent = work(asked("clip_gradients", "def clip_gradients(x):\n    return 2 * x", 1, 2))
    assert [one[:3] for one in sent] == [["n", 0, LOADED], ["n", 0, 0], ["n", 0, 1]]
    assert decode(sent[0][3]) == ""
    assert [Answer.from_bytes(one[3]).value for one in sent[1:]] == [2, 4]


def test_the_worker_begins_where_the_plan_says() -> None:
    source = "def clip_gradients(x):\n    return x"
    sent = work(asked("clip_gradients", source, 1, 2), asked("detect_explosion", source, 3), start=(0, 1))
    assert [one[1:3] for one in sent] == [[0, LOADED], [0, 1], [1, LOADED], [1, 0]]


def test_the_worker_tells_the_first_error_of_loading_and_runs_the_other_statements() -> None:
    (first, second) = work(
        asked("clip_gradients", "def clip_gradients(x):\n    return x", 1, units=["import no_such", "other = no_name"])
    )
    assert (
        decode(first[3])
        == "Your code stopped with ModuleNotFoundError at the line `import no_such`: No module named 'no_such'."
    )
    assert Answer.from_bytes(second[3]).value == 1


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("clip_gradients = 5", "clip_gradients is not a function."),
        (
            "clip_gradients = 1 / 0",
            "Your code stopped with ZeroDivisionError at the line `clip_gradients = 1 / 0`: division by zero.",
        ),
    ],
)
def test_the_worker_says_why_there_is_no_function(source: str, words: str) -> None:
    answer = Answer.from_bytes(work(asked("clip_gradients", source, 1))[1][3])
    assert answer.error is not None
    assert answer.error.words == words


def test_an_answer_of_any_length_reaches_the_worker() -> None:
    source = (
        "def clip_gradients(x):\n" + "\n".join(f"    value_{i} = {i}" for i in range(2_000)) + "\n    return value_1999"
    )
    assert Answer.from_bytes(work(asked("clip_gradients", source, 1))[1][3]).value == 1999


def test_evidence_survives_the_way_to_the_disk() -> None:
    evidence = Evidence({"a": kept([b"x", None], "stopped", "load")}, "crashed", ["seen"])
    assert Evidence.from_bytes(evidence.as_bytes()) == evidence


@pytest.mark.parametrize(
    "value", [None, 5, [], {}, {"questions": 5}, {"questions": {"a": {}}, "status": "", "observations": []}]
)
def test_what_is_no_evidence_is_refused(value: Any) -> None:
    with pytest.raises(ValueFormatError, match="not a record of evidence"):
        Evidence.from_bytes(encode(value))


def test_each_question_is_handed_over_once_it_is_complete_and_the_last_when_its_process_is_gone() -> None:
    children = Children([loaded(1), answered(1, 0), loaded(2), answered(2, 0), ended(), ended()], [loaded(2), ended()])
    questions = [question("a", 1, "missing"), question("b", 1), question("c", 2), question("d", 1, "missing")]
    happened: list[tuple[str, list[bytes | None], int]] = []

    def done(name: str, recorded: Recorded) -> None:
        happened.append((name, list(recorded.answers), sum(len(child.steps) for child in children.started)))

    evidence = record(questions, children, LIMITS, done)
    assert happened == [
        ("a", [None], 0),
        ("b", [b"1.0"], 4),
        ("c", [b"2.0", None], 1),
        ("d", [None], 1),
    ]
    assert {name: one.answers for name, one in evidence.questions.items()} == {
        name: found for name, found, _ in happened
    }


def test_questions_that_were_not_reached_are_handed_over_too() -> None:
    names: list[str] = []
    limits = TimeLimits(cell=5.0, question=7.0, submission=0.0)
    evidence = record([question("a", 1), question("b", 1)], Children(), limits, lambda name, _: names.append(name))
    assert names == ["a", "b"]
    assert evidence.status == "timeout"


def test_the_time_of_whoever_takes_a_question_is_not_counted() -> None:
    children = Children([loaded(0), answered(0, 0), loaded(1), answered(1, 0)])
    limits = TimeLimits(cell=0.4, question=0.4, submission=0.4)
    evidence = record([question("a", 1), question("b", 1)], children, limits, lambda *_: time.sleep(0.5))
    assert evidence.status == "graded"
    assert min(children.started[0].timeouts) > 0.2


def test_an_error_of_whoever_takes_a_question_ends_the_recording() -> None:
    def done(name: str, _: Recorded) -> None:
        raise RuntimeError(name)

    children = Children([loaded(0), answered(0, 0), loaded(1), answered(1, 0)])
    with pytest.raises(RuntimeError, match=r"^a$"):
        record([question("a", 1), question("b", 1)], children, LIMITS, done)
    assert len(children.started[0].steps) == 2
