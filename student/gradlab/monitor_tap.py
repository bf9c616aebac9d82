"""The part of the monitor that runs inside the training step: norms, taken where the gradients pass by."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from .kernels import Kernel

_PATCHING_TAPES = threading.RLock()
_LARGE = 65_536


class GradientTap:
    """Record, at every update of `model.optimizer`, the norms of the gradients and of the update.

    A row holds the norms of all kernels before clipping, those after it, their update ratios
    ||w_new - w_old|| / ||w_old||, then the global norm (all trainable variables) before and after. Rows are kept in a
    ring in TensorFlow's memory, so that a training step waits for no Python; `read` collects the new ones.
    """

    def __init__(self, model: keras.Model, kernels: Sequence[Kernel], rows: int = 256) -> None:
        self.rows = rows
        self._model = model
        self._optimizer = model.optimizer
        self._kernels = list(kernels)
        width = 3 * len(self._kernels) + 2
        self._ring = tf.Variable(tf.zeros((rows, width)), trainable=False, name="gradlab_ring")
        # int64, since XLA keeps int32 variables of a GPU program on the host.
        self._written = tf.Variable(0, trainable=False, dtype=tf.int64, name="gradlab_rows")
        self._read = 0
        self._from_tape: dict[int, Any] = {}

    def attach(self) -> None:
        """Start to record; the training function is traced again, with the measurements in it."""
        self._apply, self._train_step = self._optimizer.apply, self._model.train_step
        self._optimizer.apply = self._measured_apply
        self._model.train_step = self._measured_step
        self._model.make_train_function(force=True)

    def detach(self) -> None:
        """Take the measurements out of the training function again."""
        del self._optimizer.apply, self._model.train_step
        self._model.make_train_function(force=True)

    def read(self) -> NDArray[np.float32]:
        """Return the rows written since the last call, shape (updates, 3 * kernels + 2)."""
        written = int(self._written.numpy())
        ring = self._ring.numpy()
        new = [ring[row % self.rows] for row in range(max(self._read, written - self.rows), written)]
        self._read = written
        return np.asarray(new, np.float32).reshape(len(new), ring.shape[1])

    def _measured_step(self, data: Any) -> Any:
        self._from_tape.clear()
        with _tapes_overheard(self._from_tape):
            return self._train_step(data)

    def _measured_apply(self, grads: Any, trainable_variables: Any = None) -> Any:
        grads = list(grads)
        variables = self._optimizer._trainable_variables if trainable_variables is None else list(trainable_variables)
        scale = self._loss_scale()
        given = {id(v): _dense(g, scale) for v, g in zip(variables, grads, strict=True) if g is not None}
        raw = {key: self._grad_on_tape(v, given[key], scale) for v in variables if (key := id(v)) in given}
        norms = self._norms_by_kernel(given)
        before = norms if all(raw[key] is given[key] for key in given) else self._norms_by_kernel(raw)
        after = self._clipped(norms, given)
        sizes = self._norms([tf.convert_to_tensor(kernel.variable.value) for kernel in self._kernels])
        count = len(self._kernels)
        if self._update_is_rate_times_gradient():
            update = tf.cast(self._optimizer.learning_rate, tf.float32) * after[:count]
            result = self._apply(grads, trainable_variables)
        else:
            old = [tf.identity(kernel.variable.value) for kernel in self._kernels]  # not run if nobody needs it
            with _steps_overheard(self._optimizer) as steps:
                result = self._apply(grads, trainable_variables)
            changes = self._changes_by_steps(steps, sizes)
            if changes is None:
                changes = [kernel.variable.value - w for kernel, w in zip(self._kernels, old, strict=True)]
            update = self._norms(changes)
        totals = tf.norm(tf.stack([before, after]), axis=1)
        row = tf.concat([before[:count], after[:count], update / sizes, totals], axis=0)
        self._ring.scatter_nd_update([[self._written % self.rows]], [row])
        self._written.assign_add(1)
        return result

    def _update_is_rate_times_gradient(self) -> bool:
        """Say whether a step is -rate * gradient and nothing else; to copy and subtract weights costs 10 % of a step."""
        o = self._optimizer
        return type(o) is keras.optimizers.SGD and not o.momentum and self._weights_move_by_steps_alone()

    def _weights_move_by_steps_alone(self) -> bool:
        o = self._optimizer
        constrained = any(kernel.variable.constraint is not None for kernel in self._kernels)
        return not (o.weight_decay or o.use_ema or o.gradient_accumulation_steps or constrained)

    def _changes_by_steps(self, steps: dict[int, list[Any]], like: Any) -> list[Any] | None:
        """Return what one of Keras' own optimizers took off each kernel, None where that is not the whole change."""
        own = type(self._optimizer).__module__.startswith("keras.")
        if not own or not self._weights_move_by_steps_alone():
            return None
        changes = []
        for kernel in self._kernels:
            heard = steps.get(id(kernel.variable.value), [])
            if len(heard) != 1 or not tf.is_tensor(heard[0]) or isinstance(heard[0], tf.IndexedSlices):
                return None
            if getattr(heard[0], "graph", None) is not getattr(like, "graph", None):
                return None
            changes.append(heard[0])
        return changes

    def _norms_by_kernel(self, grads: dict[int, Any]) -> Any:
        """Return the norm of each kernel's gradient, 0 where there is none, followed by those of all other variables.

        The others are few numbers in many tensors (biases), so they are joined; only `clipnorm` treats them singly.
        """
        kernels = [id(kernel.variable) for kernel in self._kernels]
        others = [grad for key, grad in grads.items() if key not in kernels]
        if others and not self._inner_optimizer().clipnorm:
            flat = [grad if len(grad.shape) == 1 else tf.reshape(grad, [-1]) for grad in others]
            others = [tf.concat([tf.cast(grad, tf.float32) for grad in flat], axis=0)]
        return self._norms([*(grads.get(key, tf.zeros(1)) for key in kernels), *others])

    def _norms(self, tensors: list[Any]) -> Any:
        """Return the L2 norms of tensors of static shape as one vector: few operations, which is what costs here."""
        halves = [self._half_the_squares(tf.cast(tensor, tf.float32)) for tensor in tensors]
        return tf.sqrt(2.0 * tf.stack(halves))

    def _half_the_squares(self, tensor: Any) -> Any:
        """Return sum(tensor ** 2) / 2, by the way that is fastest for its size.

        The single operation costs a quarter of square and reduce_sum for 128 x 128 numbers, but twice as much for
        784 x 128; in pieces, which share the tensor's memory, it stays fast. XLA on a CPU compiles it to a loop over
        single numbers: 20 % of a step; adding eight slices first lets it use vector instructions.
        """
        size = tensor.shape.num_elements()
        if size < 1024 or (size <= _LARGE and not self._model.jit_compile):
            return tf.nn.l2_loss(tensor)
        if not self._model.jit_compile:
            rows = max(1, tensor.shape[0] * _LARGE // size)
            return tf.add_n([tf.nn.l2_loss(tensor[i : i + rows]) for i in range(0, tensor.shape[0], rows)])
        flat, length = tf.reshape(tensor, [-1]), size // 8
        slices = tf.add_n([tf.square(flat[part * length : (part + 1) * length]) for part in range(8)])
        return tf.reduce_sum(slices) / 2 + tf.nn.l2_loss(flat[8 * length :])

    def _grad_on_tape(self, variable: Any, grad: Any, scale: Any) -> Any:
        """Return what the tape gave for `variable`, which a custom training step may have changed since, or `grad`."""
        raw = self._from_tape.get(id(variable.value))
        if raw is None or raw is grad or getattr(raw, "graph", None) is not getattr(grad, "graph", None):
            return grad
        return _dense(raw, scale)

    def _loss_scale(self) -> Any:
        """Return the factor by which mixed precision has enlarged the loss, None without it."""
        if hasattr(self._optimizer, "dynamic_scale"):
            return tf.cast(self._optimizer.dynamic_scale.value, tf.float32)
        return self._optimizer.loss_scale_factor

    def _inner_optimizer(self) -> Any:
        return getattr(self._optimizer, "inner_optimizer", self._optimizer)

    def _clipped(self, norms: Any, grads: dict[int, Any]) -> Any:
        """Return the norms that are left when the optimizer has clipped, by the definitions of Keras 3."""
        optimizer = self._inner_optimizer()
        if optimizer.clipnorm:
            return tf.minimum(norms, optimizer.clipnorm)
        if optimizer.global_clipnorm:
            return norms * tf.minimum(1.0, optimizer.global_clipnorm / tf.norm(norms))
        if optimizer.clipvalue:
            limit = optimizer.clipvalue
            return self._norms_by_kernel({key: tf.clip_by_value(grad, -limit, limit) for key, grad in grads.items()})
        return norms


@contextmanager
def _tapes_overheard(heard: dict[int, Any]) -> Iterator[None]:
    """Note the gradient of every variable that a tape is asked for in this thread, by the id of its TF variable."""
    thread = threading.get_ident()
    with _PATCHING_TAPES:
        original = tf.GradientTape.gradient

        def gradient(tape: Any, target: Any, sources: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(tape, target, sources, *args, **kwargs)
            if threading.get_ident() == thread:
                for source, grad in zip(tf.nest.flatten(sources), tf.nest.flatten(result), strict=False):
                    if grad is not None:
                        # A Keras variable is asked for its value; in Keras 3.4 it is no instance of keras.Variable.
                        variable = source if isinstance(source, tf.Variable) else getattr(source, "value", source)
                        heard[id(variable)] = grad
            return result

        tf.GradientTape.gradient = gradient
        try:
            yield
        finally:
            tf.GradientTape.gradient = original


@contextmanager
def _steps_overheard(optimizer: Any) -> Iterator[dict[int, list[Any]]]:
    """Note what the optimizer subtracts from each variable, by the id of its TF variable."""
    heard: dict[int, list[Any]] = {}
    original = optimizer.assign_sub

    def assign_sub(variable: Any, value: Any) -> Any:
        key = id(variable if isinstance(variable, tf.Variable) else getattr(variable, "value", variable))
        heard.setdefault(key, []).append(value)
        return original(variable, value)

    optimizer.assign_sub = assign_sub
    try:
        yield heard
    finally:
        del optimizer.assign_sub


def _dense(gradient: Any, scale: Any) -> Any:
    """Return a gradient as a dense tensor, divided by the loss scale if there is one."""
    if isinstance(gradient, tf.IndexedSlices):
        gradient = tf.convert_to_tensor(gradient)
    return gradient if scale is None else gradient / tf.cast(scale, gradient.dtype)
