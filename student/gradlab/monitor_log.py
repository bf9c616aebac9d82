"""Write what the monitor saw for TensorBoard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import tensorflow as tf


class TensorBoardLog:
    """A TensorBoard event file in `folder` to which `write` adds the scalars of one step.

    Keras' own TensorBoard callback logs losses, weights and graphs; it has no gradients.
    """

    def __init__(self, folder: str | Path) -> None:
        self._writer = tf.summary.create_file_writer(str(folder), name="gradlab")

    def write(self, step: int, scalars: Iterable[tuple[str, float]]) -> None:
        """Add scalars by tag, such as ("gradient_norm/hidden_1", 0.1), in one record: one per tag would be slow."""
        values = [tf.compat.v1.Summary.Value(tag=tag, simple_value=value) for tag, value in scalars]
        record = tf.compat.v1.Summary(value=values).SerializeToString()
        with self._writer.as_default():
            tf.summary.experimental.write_raw_pb(record, step=step)

    def flush(self) -> None:
        """Make what was written visible to TensorBoard."""
        self._writer.flush()

    def close(self) -> None:
        """Flush and close the event file."""
        self._writer.close()


def tagged(group: str, values: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return the values with tags that TensorBoard shows as one group."""
    return [(f"{group}/{name}", value) for name, value in values.items()]
