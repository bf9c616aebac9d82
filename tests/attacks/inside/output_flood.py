# ---
# about = "print without end to standard output, standard error and the logging of TensorFlow"
# kind = "skeleton"
# class = "resource bombs"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "print without end to standard output, standard error and the logging of TensorFlow"
# holds = "output goes nowhere, and the clock stops it"
# status = "timeout"
# ---

# %%
import os
import sys


def clip_gradients(gradients, max_norm=1.0):
    while True:
        print("x" * 100000)
        sys.stderr.write("y" * 100000)
        os.write(1, b"z" * 100000)
        os.write(2, b"z" * 100000)
