"""The notebook's own checks where the grader is not installed, as on a student's machine."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
sys.modules["autograder"] = sys.modules["instructor"] = None  # importing one of them fails
import numpy as np
from gradlab.checking.notebook import Grader

def clip_gradients(gradients, max_norm=1.0):
    return [g if g is None else g * min(1.0, max_norm / max(float(np.linalg.norm(g)), 1e-30)) for g in gradients]

Grader(globals()).check("clip_gradients")
"""


def test_the_notebooks_checks_need_no_grader() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("The public checks passed. Further checks run after submission.\n")
