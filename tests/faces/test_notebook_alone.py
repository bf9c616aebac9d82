"""The notebook's own checks where the grader is not installed, as on a student's machine."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys
sys.modules["autograder"] = sys.modules["instructor"] = None  # importing one of them fails
import numpy as np
from gradlab.checking.notebook import Grader

def clip_gradients(gradients, max_norm=1.0):
    return [g if g is None else g * min(1.0, max_norm / max(float(np.linalg.norm(g)), 1e-30)) for g in gradients]

Grader(globals()).check("clip_gradients")
"""


NETWORKS = """
import keras
from gradlab.checking.notebook import Grader

def create_improved_network():
    hidden = [keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal") for _ in range(3)]
    model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model

for units in range(16, 22):
    Grader(globals()).check("fix_network")
"""


@pytest.mark.slow
def test_a_network_may_be_checked_often_without_warnings_that_its_student_cannot_mend() -> None:
    done = subprocess.run([sys.executable, "-c", NETWORKS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("9 of 9 public checks passed") == 6
    assert "retracing" not in done.stdout + done.stderr


def test_the_notebooks_checks_need_no_grader() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("The public checks passed. Further checks run after submission.\n")
