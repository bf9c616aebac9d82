"""The part of the monitor that runs inside the training step: norms, taken where the gradients pass by."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from .kernels import Kernel

_PATCHING_TAPES = threading.RLock()


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
        used = [
            (variable, tf.convert_to_tensor(g)) for variable, g in zip(variables, grads, strict=True) if g is not None
        ]
        if not used:
            return self._apply(grads, trainable_variables)
        scale = self._loss_scale()
        given = [grad if scale is None else grad / scale for _, grad in used]
        raw = [self._grad_on_tape(variable, grad, scale) for (variable, _), grad in zip(used, given, strict=True)]
        norms = self._norms(given)
        before = (
            norms
            if all(r is None for r in raw)
            else self._norms([grad if r is None else r for r, grad in zip(raw, given, strict=True)])
        )
        after = self._clipped(norms, given)
        of_kernel = _selection([variable for variable, _ in used], [kernel.variable for kernel in self._kernels])
        old = [tf.identity(kernel.variable.value) for kernel in self._kernels]
        sizes = self._norms(old)
        if self._update_is_rate_times_gradient():
            update = tf.cast(self._optimizer.learning_rate, tf.float32) * of_kernel(after)
            result = self._apply(grads, trainable_variables)
        else:
            result = self._apply(grads, trainable_variables)
            update = self._norms([kernel.variable.value - w for kernel, w in zip(self._kernels, old, strict=True)])
        totals = tf.stack([_length(before), _length(after)])
        row = tf.concat([of_kernel(before), of_kernel(after), update / sizes, totals], axis=0)
        self._ring.scatter_nd_update([[self._written % self.rows]], [row])
        self._written.assign_add(1)
        return result

    def _update_is_rate_times_gradient(self) -> bool:
        """Say whether a step is -rate * gradient and nothing else; to copy and subtract weights costs 10 % of a step."""
        o = self._optimizer
        extras = (o.weight_decay, o.use_ema, o.gradient_accumulation_steps, getattr(o, "momentum", None))
        constrained = any(kernel.variable.constraint is not None for kernel in self._kernels)
        return type(o) is keras.optimizers.SGD and not any(extras) and not constrained

    def _norms(self, tensors: list[Any]) -> Any:
        """Return the L2 norms of tensors of static shape as one vector: few operations, which is what costs here."""
        return tf.sqrt(tf.stack([self._sum_of_squares(tf.cast(tensor, tf.float32)) for tensor in tensors]))

    def _sum_of_squares(self, tensor: Any) -> Any:
        """Add up the squares.

        XLA on a CPU compiles reduce_sum(square(t)) to a loop over single numbers: 20 % of a step. Adding eight slices
        first lets it use vector instructions; without XLA the plain form is the fast one.
        """
        size = tensor.shape.num_elements()
        if not self._model.jit_compile or size < 1024:
            return tf.reduce_sum(tf.square(tensor))
        flat, length = tf.reshape(tensor, [-1]), size // 8
        slices = tf.add_n([tf.square(flat[part * length : (part + 1) * length]) for part in range(8)])
        return tf.reduce_sum(slices) + tf.reduce_sum(tf.square(flat[8 * length :]))

    def _grad_on_tape(self, variable: Any, grad: Any, scale: Any) -> Any:
        """Return what the tape gave for `variable` if a custom training step has changed it since, otherwise None."""
        raw = self._from_tape.get(id(variable.value))
        if raw is None or raw is grad:
            return None
        if getattr(raw, "graph", None) is not getattr(grad, "graph", None):
            return None
        raw = tf.convert_to_tensor(raw)
        return raw if scale is None else raw / scale

    def _loss_scale(self) -> Any:
        """Return the factor by which mixed precision has enlarged the loss, None without it."""
        if hasattr(self._optimizer, "dynamic_scale"):
            return tf.cast(self._optimizer.dynamic_scale.value, tf.float32)
        return self._optimizer.loss_scale_factor

    def _clipped(self, norms: Any, grads: list[Any]) -> Any:
        """Return the norms that are left when the optimizer has clipped, by the definitions of Keras 3."""
        optimizer = getattr(self._optimizer, "inner_optimizer", self._optimizer)
        if optimizer.clipnorm:
            return tf.minimum(norms, optimizer.clipnorm)
        if optimizer.global_clipnorm:
            return norms * tf.minimum(1.0, optimizer.global_clipnorm / _length(norms))
        if optimizer.clipvalue:
            return self._norms([tf.clip_by_value(grad, -optimizer.clipvalue, optimizer.clipvalue) for grad in grads])
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
                        heard[id(source.value if isinstance(source, keras.Variable) else source)] = grad
            return result

        tf.GradientTape.gradient = gradient
        try:
            yield
        finally:
            tf.GradientTape.gradient = original


def _length(vector: Any) -> Any:
    return tf.sqrt(tf.reduce_sum(tf.square(vector)))


def _selection(variables: list[Any], wanted: list[Any]) -> Callable[[Any], Any]:
    """Return a function that picks the entries of `wanted` from a vector with one entry per variable, 0 if absent."""
    place = {id(variable): index for index, variable in enumerate(variables)}
    indices = [place.get(id(variable), len(variables)) for variable in wanted]
    return lambda vector: tf.gather(tf.concat([vector, [0.0]], axis=0), indices)
