"""Find the layers and the weight matrices of a Keras model, each with a name that a reader recognises."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import keras
import tensorflow as tf

_NORMALIZERS = ("BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization")
# RMSNormalization came after Keras 3.4.
_SLOPES_AND_SHIFTS = tuple(
    getattr(keras.layers, name) for name in (*_NORMALIZERS, "PReLU") if hasattr(keras.layers, name)
)
_KERNEL = re.compile(r"kernel|embedding|weight|^w(_?\w+)?$", re.IGNORECASE)
_NOT_KERNEL = re.compile(r"bias|gamma|beta|alpha|scale|offset|slope|^b(_?\w+)?$", re.IGNORECASE)


class NamedLayer(NamedTuple):
    """A layer of a model and its unique `name` there."""

    name: str
    layer: keras.layers.Layer


class Kernel(NamedTuple):
    """A weight matrix: its unique `name`, the `layer` that owns it and the Keras `variable`."""

    name: str
    layer: keras.layers.Layer
    variable: Any


def trainable_kernels(model: keras.Model) -> list[Kernel]:
    """Return every trainable kernel of `model`, from input to output; shared layers count once.

    A kernel is a trainable variable with at least two dimensions that mixes its inputs: no bias (a GRU's has two
    dimensions), no gamma or beta of a normalisation layer, no PReLU slope. It is named after its layer; a layer with
    several kernels has one entry for each (`gru/gru_cell/recurrent_kernel`). The model must be built.
    """
    return [kernel for kernel in all_kernels(model) if kernel.variable.trainable]


def all_kernels(model: keras.Model) -> list[Kernel]:
    """Return the kernels of `model` as `trainable_kernels` does, frozen ones too."""
    found = []
    for name, layer in named_layers(model):
        own = [variable for variable in own_weights(layer) if is_kernel(variable, layer)]
        found += [Kernel(name if len(own) == 1 else f"{name}/{v.name}", layer, v) for v in own]
    names = _numbered([kernel.name for kernel in found])
    return [kernel._replace(name=name) for kernel, name in zip(found, names, strict=True)]


def named_layers(model: keras.Model) -> list[NamedLayer]:
    """Return the model and all layers below it, from input to output, each layer once.

    A layer goes by its own name. One that is part of another layer is preceded by that layer's name, and one whose
    name occurs twice, in two nested models, by its model's name. Layers named alike to the last get a number.
    """
    found = list(_walk(model, (), (), _construction_order(model), set()))
    total = Counter(short for short, _, _ in found)
    names = [short if total[short] == 1 else full for short, full, _ in found]
    return [NamedLayer(name, layer) for name, (_, _, layer) in zip(_numbered(names), found, strict=True)]


def own_weights(layer: keras.layers.Layer) -> list[Any]:
    """Return the weights that `layer` holds itself, without those of the layers inside it."""
    below = {id(v) for child in _children(layer) for v in child.weights}
    return [variable for variable in layer.weights if id(variable) not in below]


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
) -> Iterator[tuple[str, str, keras.layers.Layer]]:
    """Yield (short name, full name, layer); `path` leads from the model, `short` from the innermost nested model."""
    if id(layer) in seen:
        return
    seen.add(id(layer))
    yield "/".join(short) or layer.name, "/".join(path) or layer.name, layer
    children = _children(layer)
    # Sequential and functional models list their layers from input to output themselves.
    if not isinstance(layer, keras.Sequential) and not hasattr(layer, "operations"):
        children = sorted(children, key=lambda child: min((order[id(v)] for v in child.weights), default=-1))
    outer = () if isinstance(layer, keras.Model) else short
    for child in children:
        yield from _walk(child, (*path, child.name), (*outer, child.name), order, seen)


def _children(layer: keras.layers.Layer) -> list[keras.layers.Layer]:
    # Keras has no public way to list the layers inside a layer that is no model.
    return list(layer._flatten_layers(include_self=False, recursive=False))


def _construction_order(model: keras.Model) -> dict[int, int]:
    """Number the weights in the order of their creation.

    A subclassed model lists its layers in the order of its attributes, which need not be the order of the calls; its
    variables are created by the first call, and a gradient tape is documented to list them in that order.
    """
    of_value = {id(variable.value): variable for variable in model.weights}
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        for variable in model.weights:
            tape.watch(variable.value)
    return {id(of_value[id(value)]): place for place, value in enumerate(tape.watched_variables())}


def _numbered(names: list[str]) -> list[str]:
    """Tell equal names apart by a number."""
    total, so_far = Counter(names), Counter[str]()
    result = []
    for name in names:
        so_far[name] += 1
        result.append(name if total[name] == 1 else f"{name} ({so_far[name]})")
    return result
