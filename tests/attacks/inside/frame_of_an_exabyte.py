# ---
# about = "announce a frame of an exabyte, so that the grader reserves the memory"
# kind = "skeleton"
# class = "forge results"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "announce a frame of an exabyte, so that the grader reserves the memory"
# holds = "the length is refused before a byte is stored"
# status = "crashed"
# observed = "no answer"
# ---

# %%
import os


def clip_gradients(gradients, max_norm=1.0):
    os.write(3, (2**60).to_bytes(8, "little") + b"x" * 1000)
    return gradients
