# ---
# about = "start ten thousand threads and open ten thousand descriptors, pipes and memory files"
# kind = "skeleton"
# class = "resource bombs"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "start ten thousand threads and open ten thousand descriptors, pipes and memory files"
# holds = "limits hold; the batch goes on"
# ---

# %%
import os
import threading
import time


def clip_gradients(gradients, max_norm=1.0):
    held = []
    for _ in range(10000):
        try:
            threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
        except RuntimeError:
            break
    for _ in range(10000):
        try:
            held.append(os.memfd_create("x"))
            held.append(os.pipe())
        except OSError:
            break
    return gradients
