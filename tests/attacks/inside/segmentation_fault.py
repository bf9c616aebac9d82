# ---
# about = "crash the interpreter in C"
# kind = "skeleton"
# class = "end the run early"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "crash the interpreter in C"
# holds = "a crash of this question, named as such; the other answers count"
# status = "crashed"
# ---

# %%
import ctypes


def clip_gradients(gradients, max_norm=1.0):
    return ctypes.string_at(0)
