"""Write a Keras model down as plain data: its graph in training and in inference mode, its weights, how it was compiled.

A Sequential, functional or subclassed model with layers of the student's own leaves no safe file behind (a saved model
runs code when it is loaded). A traced graph does not: it names operations, and the judge has a list of allowed ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradlab.checking.compiled import INPUT_WIDTH, record_compiled
from gradlab.checking.custom_gradients import mark_custom_gradients
from gradlab.checking.values import Array

MAX_BYTES = 40_000_000
"""Weights of all builds together; 128-wide networks need 0.6 MB a build, so this leaves room for 70 times as much."""


class ModelProblem(Exception):
    """What the function returned cannot be recorded; the text is a sentence for the student."""


def record_builds(create: Callable[[], Any], seeds: list[int]) -> dict[str, Any]:
    """Call `create` once for each seed and record each model.

    Returns:
        ``{"builds": [...], "compiled": {...}}``; fewer builds than seeds when the model is large.

    Raises:
        ModelProblem: when what comes back is no Keras model that maps 784 numbers to one tensor.
    """
    import keras

    builds: list[dict[str, Any]] = []
    compiled: dict[str, Any] = {}
    total = 0
    for seed in seeds:
        # The layer counters start anew, so that equal models have equal layer names and equal graphs.
        keras.backend.clear_session(free_memory=False)
        keras.utils.set_random_seed(seed)
        model = create()
        record = record_model(model)
        if not builds:
            compiled = record_compiled(model)
        else:
            for mode in ("training", "inference"):
                if record[mode] == builds[0][mode]:
                    record[mode] = None
        size = sum(array.nbytes for array in record["arrays"])
        total += size
        builds.append(record)
        if total + size > MAX_BYTES:
            break
    return {"builds": builds, "compiled": compiled}


def record_model(model: Any) -> dict[str, Any]:
    """Record one built model.

    Returns:
        ``arrays`` (every variable, then captured constants), ``paths``, ``trainable`` (one for each array), and for the
        modes ``training`` and ``inference`` a graph: ``{"graph": bytes, "input": name, "output": name, "captures":
        [[placeholder, index of its array], ...]}``.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise ModelProblem(f"Your function returned {_article(type(model).__name__)}, not a Keras model.")
    model(np.zeros((2, INPUT_WIDTH), "float32"), training=False)  # builds a model that has no Input layer
    variables = list(model.variables)
    trainable = {id(variable) for variable in model.trainable_variables}
    size = sum(int(np.prod(variable.shape)) * 4 for variable in variables)
    if size > MAX_BYTES:
        raise ModelProblem(
            f"Your model has {size / 4e6:.0f} million weights; at most {MAX_BYTES // 4_000_000} are graded."
        )
    record: dict[str, Any] = {
        "arrays": [np.asarray(variable.numpy()) for variable in variables],
        "paths": [str(variable.path) for variable in variables],
        "trainable": [id(variable) in trainable for variable in variables],
    }
    handles = {id(variable.value.handle): index for index, variable in enumerate(variables)}
    record["training"] = _trace(model, True, handles, record)
    record["inference"] = _trace(model, False, handles, record)
    return record


def _trace(model: Any, training: bool, handles: dict[int, int], record: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf
    from tensorflow.python.framework.func_graph import func_graph_from_py_func

    spec = tf.TensorSpec((None, INPUT_WIDTH), tf.float32)
    # Functions inside the model are inlined, because the gradient of a call into an imported function library is unknown.
    tf.config.run_functions_eagerly(True)
    try:
        graph = func_graph_from_py_func("model", lambda x: model(x, training=training), [spec], {})
    finally:
        tf.config.run_functions_eagerly(False)
    if len(graph.outputs) != 1:
        raise ModelProblem(f"Your model returns {len(graph.outputs)} tensors; it has to return one, shape (batch, 10).")
    captures = []
    for outside, placeholder in graph.captures:
        if id(outside) not in handles:
            handles[id(outside)] = len(record["arrays"])
            record["arrays"].append(_captured_array(outside))
            record["paths"].append(placeholder.op.name)
            record["trainable"].append(False)
        captures.append([placeholder.op.name, handles[id(outside)]])
    graph_def = mark_custom_gradients(graph.as_graph_def())
    return {
        "graph": graph_def.SerializeToString(deterministic=True),
        "input": graph.inputs[0].op.name,
        "output": graph.outputs[0].name,
        "captures": captures,
    }


def _captured_array(outside: Any) -> Array:
    """The value of a tensor or variable that the model uses without owning it."""
    import tensorflow as tf

    if outside.dtype == tf.resource:
        dtype = tf.as_dtype(outside._handle_data.shape_and_type[0].dtype)
        outside = tf.raw_ops.ReadVariableOp(resource=outside, dtype=dtype)
    return np.asarray(outside.numpy())


def _article(name: str) -> str:
    return "nothing (None)" if name == "NoneType" else f"a value of type {name}"
