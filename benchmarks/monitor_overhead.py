"""What GradientMonitor adds to a training step, measured beside the same step without it.

    python benchmarks/monitor_overhead.py [--rounds 40] [--only WORDS]

Both training functions live in one process and take turns, 40 steps at a time, so that a busy machine slows both
alike; the figures are medians over the rounds of (monitored / plain - 1), with the quartiles beside them, for the time
on the clock and for the CPU time of all threads. The goal is under 10 % when every step is monitored. What `fit` does
around a step (shuffling, metrics on the progress bar) is left out, so a real epoch adds a smaller share.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

import gradlab

STEPS = 40


def small_conv_net() -> keras.Model:
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def compiled_network() -> keras.Model:
    model = gradlab.create_problematic_network()
    model.compile("sgd", "sparse_categorical_crossentropy", jit_compile=True)
    return model


def adam_network() -> keras.Model:
    model = gradlab.create_problematic_network()
    model.compile(keras.optimizers.Adam(global_clipnorm=1.0), "sparse_categorical_crossentropy")
    return model


def tiny_network() -> keras.Model:
    layers = keras.layers
    model = keras.Sequential([keras.Input((784,)), layers.Dense(16, "tanh"), layers.Dense(10, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


CASES: list[tuple[str, Callable[[], keras.Model], int]] = [
    ("the lab's network, SGD, batch 32", gradlab.create_problematic_network, 32),
    ("the lab's network, SGD, batch 128", gradlab.create_problematic_network, 128),
    ("the lab's network, SGD, batch 32, XLA", compiled_network, 32),
    ("the lab's network, Adam with clipping, batch 32", adam_network, 32),
    ("one hidden layer of 16 units, SGD, batch 32", tiny_network, 32),
    ("deep sigmoid network (10 x 64), batch 32", gradlab.create_deep_sigmoid_network, 32),
    ("small convolutional network, batch 32", small_conv_net, 32),
]


def stepper(model: keras.Model, batch: int, monitored: bool) -> Iterator[tuple[float, float]]:
    """Yield the seconds of STEPS training steps, on the clock and of the CPU, again and again."""
    x, y = gradlab.load_digits()
    data = iter(tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(batch, drop_remainder=True))
    model.make_train_function(force=True)
    monitor = gradlab.GradientMonitor() if monitored else keras.callbacks.Callback()
    callbacks = keras.callbacks.CallbackList([monitor], model=model)
    callbacks.on_train_begin()
    while True:
        clock, cpu = time.perf_counter(), time.process_time()
        for step in range(STEPS):
            callbacks.on_train_batch_begin(step)
            callbacks.on_train_batch_end(step, model.train_function(data))
        yield time.perf_counter() - clock, time.process_time() - cpu


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what GradientMonitor adds to a training step.")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", default="", help="Measure the cases whose title contains this.")
    asked = parser.parse_args()
    rounds = asked.rounds
    for title, build, batch in (case for case in CASES if asked.only in case[0]):
        plain, watched = stepper(build(), batch, False), stepper(build(), batch, True)
        for _ in range(3):  # tracing, caches
            next(plain), next(watched)
        times = np.array([(next(plain), next(watched)) for _ in range(rounds)])
        milliseconds = np.median(times[:, :, 0], axis=0) / STEPS * 1e3
        shares = [f"{name} {spread(times[:, :, kind])}" for kind, name in enumerate(("clock", "CPU"))]
        print(f"{title:48} {milliseconds[0]:5.2f} -> {milliseconds[1]:5.2f} ms  {'  '.join(shares)}", flush=True)


def spread(times: np.ndarray) -> str:
    """Return median and quartiles of monitored / plain - 1."""
    low, middle, high = np.percentile(times[:, 1] / times[:, 0] - 1, [25, 50, 75])
    return f"{middle:+.1%} ({low:+.1%} .. {high:+.1%})"


if __name__ == "__main__":
    main()
