"""Find the weight matrices of a Keras model, each with a name that a reader recognises."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import keras
import tensorflow as tf

_NORMALIZERS = ("BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization")
_SLOPES_AND_SHIFTS = tuple(
    getattr(keras.layers, name) for name in (*_NORMALIZERS, "PReLU") if hasattr(keras.layers, name)
)
_KERNEL = re.compile(r"kernel|embedding|weight|^w(_?\w+)?$", re.IGNORECASE)
_NOT_KERNEL = re.compile(r"bias|gamma|beta|alpha|scale|offset|slope|^b(_?\w+)?$", re.IGNORECASE)


class Kernel(NamedTuple):
    """A trainable weight matrix: its unique `name`, the `layer` that owns it and the Keras `variable`."""

    name: str
    layer: keras.layers.Layer
    variable: Any


class _Found(NamedTuple):
    path: tuple[str, ...]
    short: str
    layer: keras.layers.Layer
    variable: Any


def trainable_kernels(model: keras.Model) -> list[Kernel]:
    """Return every trainable kernel of `model`, from input to output; shared layers count once.

    A kernel is a trainable variable with at least two dimensions that mixes its inputs: no bias (a GRU's has two
    dimensions), no gamma or beta of a normalisation layer, no PReLU slope. Names are layer names. A name that occurs
    twice, in two nested models, is preceded by its model's name; a layer with several kernels, such as a GRU, has
    one entry for each (`gru/gru_cell/recurrent_kernel`). The model must be built.
    """
    found = list(_walk(model, (), (), _construction_order(model), set()))
    per_layer = Counter(id(item.layer) for item in found)
    named = [
        item
        if per_layer[id(item.layer)] == 1
        else item._replace(short=f"{item.short}/{item.variable.name}", path=(*item.path, item.variable.name))
        for item in found
    ]
    short_names = Counter(item.short for item in named)
    names = [item.short if short_names[item.short] == 1 else "/".join(item.path) for item in named]
    return [Kernel(name, item.layer, item.variable) for name, item in zip(_numbered(names), named, strict=True)]


def is_kernel(variable: Any, owner: keras.layers.Layer) -> bool:
    """Say whether `variable`, owned by the layer `owner`, is a weight matrix rather than a bias, slope or shift."""
    if len(variable.shape) < 2 or isinstance(owner, _SLOPES_AND_SHIFTS):
        return False
    if _KERNEL.search(variable.name):
        return not re.search("bias", variable.name, re.IGNORECASE)
    if _NOT_KERNEL.search(variable.name):
        return False
    return sum(1 for size in variable.shape if size > 1) >= 2


def _walk(
    layer: keras.layers.Layer,
    path: tuple[str, ...],
    short: tuple[str, ...],
    order: dict[int, int],
    seen: set[int],
) -> Iterator[_Found]:
    """Yield the kernels below `layer`; `path` leads from the model, `short` from the innermost enclosing model."""
    if id(layer) in seen:
        return
    seen.add(id(layer))
    children = layer._flatten_layers(include_self=False, recursive=False)
    below = {id(v) for child in children for v in child.trainable_weights}
    for variable in layer.trainable_weights:
        if id(variable) not in below and is_kernel(variable, layer):
            yield _Found(path or (layer.name,), "/".join(short) or layer.name, layer, variable)
    if not _keeps_layers_in_order(layer):
        children = sorted(children, key=lambda child: min((order[id(v)] for v in child.trainable_weights), default=-1))
    for child in children:
        inner = () if isinstance(layer, keras.Model) else short
        yield from _walk(child, (*path, child.name), (*inner, child.name), order, seen)


def _keeps_layers_in_order(layer: keras.layers.Layer) -> bool:
    """Say whether Keras itself lists the layers from input to output (Sequential and functional models)."""
    return isinstance(layer, keras.Sequential) or hasattr(layer, "operations")


def _construction_order(model: keras.Model) -> dict[int, int]:
    """Number the trainable variables in the order of their creation.

    A subclassed model lists its layers in the order of its attributes, which need not be the order of the calls; its
    variables are created by the first call, and a gradient tape is documented to list them in that order.
    """
    of_value = {id(variable.value): variable for variable in model.trainable_weights}
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        for variable in model.trainable_weights:
            tape.watch(variable.value)
    return {id(of_value[id(value)]): place for place, value in enumerate(tape.watched_variables())}


def _numbered(names: list[str]) -> list[str]:
    """Tell equal names apart by a number: two sub-models may share a name and hold layers of the same name."""
    total, so_far = Counter(names), Counter[str]()
    result = []
    for name in names:
        so_far[name] += 1
        result.append(name if total[name] == 1 else f"{name} ({so_far[name]})")
    return result
