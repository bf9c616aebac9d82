"""What is fuzzed: every function that reads bytes of a student's, and the errors that it may raise."""

from __future__ import annotations

import io
import itertools
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import UnreadableSubmission
from autograder.record.evidence import Evidence, Recorded
from autograder.submission import Submission, code_cells
from gradlab.checking.calls import Answer
from gradlab.checking.values import Tensor, ValueFormatError, decode, encode, plain
from gradlab.reading.answer_code import find_answer
from gradlab.reading.cells import parse_cells

SOURCE = """import numpy as np
limit = 2

def clip_gradients(gradients, max_norm=1.0):
    return [limit * g for g in gradients]
"""

Target = Callable[[bytes], None]


def notebook(data: bytes) -> None:
    """Read a notebook, a zip with one and a script; then find an answer in their cells."""
    for name in ("x.ipynb", "x.zip", "x.py"):
        try:
            sources = code_cells(Submission(name, data))
        except UnreadableSubmission:
            continue
        find_answer("clip_gradients", parse_cells(sources))


def values(data: bytes) -> None:
    """Decode the bytes as they are, and as the header of a record without arrays."""
    for record in (data, struct.pack("<I", len(data)) + data):
        try:
            decode(record)
        except ValueFormatError:
            continue


def answer(data: bytes) -> None:
    """The same for an answer."""
    for record in (data, struct.pack("<I", len(data)) + data):
        try:
            Answer.from_bytes(record)
        except ValueFormatError:
            continue


def evidence(data: bytes) -> None:
    """Decode what is kept of a submission, from its bytes and from a record of other parts."""
    for record in (data, struct.pack("<I", len(data)) + data, encode(_with_a_change(EVIDENCE, memoryview(data)))):
        try:
            found = Evidence.from_bytes(record)
        except ValueFormatError:
            continue
        for question in found.questions.values():
            assert question.was_asked(b"") in (True, False)


def compiled(data: bytes) -> None:
    """Read a record of a compiled model of which the bytes have changed a part, and rebuild its optimizer."""
    import keras

    from gradlab.checking.compiled import read_compiled
    from gradlab.checking.graph import GraphError
    from gradlab.checking.training import rebuild_optimizer

    if next(_OPTIMIZERS) % 1000 == 0:
        keras.backend.clear_session()  # Keras remembers 7 kB of every optimizer; a judge makes a handful in its life
    try:
        record = read_compiled(plain(decode(encode(_with_a_change(COMPILED, memoryview(data))))))
        rebuild_optimizer(record.get("optimizer", {}))
    except (ValueFormatError, GraphError):
        return


_OPTIMIZERS = itertools.count(1)


class GraphTarget:
    """Vet a graph and read its structure: the bytes as they are, and a true graph whose nodes they change."""

    def __init__(self) -> None:
        self._true = a_record_of_builds()["builds"][0]["training"]

    def __call__(self, data: bytes) -> None:
        from gradlab.checking.graph import GraphError
        from gradlab.checking.runtime import TracedGraph

        for graph in (data, _with_changed_nodes(self._true["graph"], data)):
            try:
                assert TracedGraph.of({**self._true, "graph": graph}, 20).structure.hidden_layers >= 0
            except (GraphError, ValueFormatError):
                continue


def _with_changed_nodes(graph: bytes, data: bytes) -> bytes:
    """Three bytes each: which node, what about it, which other node."""
    from tensorflow.core.framework.graph_pb2 import GraphDef

    changed = GraphDef.FromString(graph)
    for at in range(0, min(len(data), 60) - 2, 3):
        node, other = (changed.node[data[at + i] % len(changed.node)] for i in (0, 2))
        match data[at + 1] % 6:
            case 0:
                node.input.append(other.name)
            case 1:
                node.op = other.op
            case 2:
                node.name = other.name
            case 3:
                del node.input[:]
            case 4:
                node.input.append(f"^{other.name}:{data[at]}")
            case 5:
                node.attr["value"].CopyFrom(other.attr["dtype"])
    return changed.SerializeToString()


class BuildsTarget:
    """A true record of builds with a part replaced, as the bytes say; then everything that needs no run of the network."""

    def __init__(self) -> None:
        self._record = a_record_of_builds()

    def __call__(self, data: bytes) -> None:
        from gradlab.checking.builds import Builds
        from gradlab.checking.graph import GraphError

        record = _with_a_change(self._record, memoryview(data))
        try:
            found = Builds(record)
            for network in found.networks:
                assert network.hidden_layers >= 0
                assert len(network.layer_names) == len(network.kernel_indices)
                assert isinstance(network.frozen_layers, list)
        except (GraphError, ValueFormatError):
            return


class JudgeTarget:
    """A true record of builds with a part replaced, as the bytes say, before all checks of the question: none may fail."""

    def __init__(self) -> None:
        from autograder.assignment import load
        from autograder.plan import plan_question
        from autograder.record.evidence import mark_of
        from gradlab.checking.draw import Source
        from gradlab.reading.answer_code import AnswerCode

        lab = load(Path(__file__).parents[2] / "assignments" / "lab" / "assignment.toml")
        question = next(one for one in lab.questions if one.name == "fix_network")
        self._source = Source.of(b"secret", "0" * 64)
        self._planned = plan_question(question, AnswerCode("answered"), self._source)
        self._asks = [mark_of(ask.as_bytes()) for ask in self._planned.asks]
        self._record = a_record_of_builds()

    def __call__(self, data: bytes) -> None:
        from autograder.judge.judging import judge_question

        answer = Answer(_with_a_change(self._record, memoryview(data)), kind="dict").as_bytes()
        observations: list[str] = []
        judge_question(self._planned, Recorded([answer] * len(self._asks), asks=self._asks), self._source, observations)
        assert observations == [], observations


EVIDENCE: dict[str, Any] = {
    "questions": {"a": {"answers": [b"1", None], "stopped": "", "load_error": "", "asks": ["x", "y"]}},
    "status": "graded",
    "observations": ["seen"],
}
COMPILED: dict[str, Any] = {
    "optimizer": {
        "family": "Adam",
        "settings": {"beta_1": 0.9, "amsgrad": False, "weight_decay": 0.1},
        "clip": {"clipnorm": 1.0, "global_clipnorm": None, "clipvalue": None},
        "learning_rates": [0.001],
    },
    "loss": {"losses": [1.0] * 10, "probabilities": np.full(10, 0.1)},
}
PARTS: list[Any] = [
    None, True, -1, 0, 2**70, 1.5, float("nan"), "", "kernel", "\ud800", b"", b"\x0a\x00",
    [], [[]], ["x", 0], {}, {"a": 1}, (), [None] * 3,
]  # fmt: skip


def _with_a_change(value: Any, data: memoryview) -> Any:
    """A copy of a plain value; each byte says how to go down, the last ones what to put there."""
    if len(data) < 2:
        return PARTS[(data[0] if data else 0) % len(PARTS)]
    way, rest = data[0], data[1:]
    if isinstance(value, dict) and value:
        key = sorted(value)[way % len(value)]
        if way >= 240:
            return {name: one for name, one in value.items() if name != key}
        return {**value, key: _with_a_change(value[key], rest)}
    if isinstance(value, list) and value:
        index = way % len(value)
        if way >= 240:
            return value[:index] + value[index + 1 :]
        return [*value[:index], _with_a_change(value[index], rest), *value[index + 1 :]]
    if isinstance(value, bytes) and way % 2:
        at = int.from_bytes(rest[:2], "little") % (len(value) + 1)
        return value[:at] + bytes(rest[2:]) + value[at + len(rest[2:]) :]
    if hasattr(value, "shape") and way % 2:
        return value.ravel()[: rest[0]] if way % 4 == 1 else value.astype("float64")
    return PARTS[rest[0] % len(PARTS)]


def a_record_of_builds() -> dict[str, Any]:
    """Two builds of a small network, recorded in this process."""
    import keras

    from gradlab.checking.trace import record_builds
    from gradlab.checking.values import plain

    def create() -> Any:
        layers = [keras.layers.Dense(3, activation="sigmoid") for _ in range(3)]
        model = keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10, activation="softmax")])
        model.compile(keras.optimizers.SGD(clipnorm=1.0), "sparse_categorical_crossentropy")
        return model

    record: dict[str, Any] = plain(decode(encode(record_builds(create, [1, 2]))))
    return record


def seeds(name: str) -> list[bytes]:
    """Valid inputs to begin with."""
    if name == "notebook":
        text = json.dumps(
            {
                "cells": [
                    {"cell_type": "code", "source": SOURCE.splitlines(True), "metadata": {}, "outputs": [], "id": "a"},
                    {"cell_type": "code", "source": "%%time\n!ls\n%matplotlib\nx = 1", "metadata": {}, "outputs": []},
                ],
                "metadata": {"kernelspec": {"name": "python3"}},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        )
        old = '{"worksheets":[{"cells":[{"cell_type":"code","input":["x"],"outputs":[]}]}],"metadata":{},"nbformat":3}'
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.ipynb", text)
        return [text.encode(), old.encode(), SOURCE.encode(), buffer.getvalue()]
    if name == "graph":
        return [
            build[mode]["graph"] for build in a_record_of_builds()["builds"][:1] for mode in ("training", "inference")
        ]
    if name in ("builds", "judge", "evidence", "compiled"):
        return [bytes([1, 0, 2, 7, 9]), bytes([0, 0, 3, 1, 5, 200, 13])]
    value = {"value": [1.5, float("nan"), None, True, "x", (1,), {"k": b"xy"}, Tensor(np.ones((2, 3), "float32"))]}
    whole = encode({**value, "error": None, "arguments": [np.zeros(3)], "kind": "list"})
    broken = encode({"value": None, "error": ["E", "text", "line"], "arguments": [], "kind": ""})
    tree = b'{"d":[["value",{"l":[1,{"f":"inf"}]}],["error",null],["arguments",{"l":[]}],["kind",{"s":""}]]}'
    header = b'{"tree":' + tree + b',"arrays":[]}'
    return [whole, broken, header]


def target(name: str) -> Target:
    """The target of that name."""
    return MADE[name]() if name in MADE else READY[name]


READY: dict[str, Target] = {
    "notebook": notebook,
    "values": values,
    "answer": answer,
    "evidence": evidence,
    "compiled": compiled,
}
MADE: dict[str, Callable[[], Target]] = {"graph": GraphTarget, "builds": BuildsTarget, "judge": JudgeTarget}
NAMES = (*READY, *MADE)
