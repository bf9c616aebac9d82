# ---
# about = "start threads that write to the channel after the answer was given"
# kind = "skeleton"
# class = "outlive the run"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "start threads that write to the channel after the answer was given"
# holds = "a frame out of its turn ends the process and is seen by staff"
# ---

# %%
import os
import threading
import time


def clip_gradients(gradients, max_norm=1.0):
    def late():
        for _ in range(2000):
            time.sleep(0.001)
            os.write(3, b"\x08\x00\x00\x00\x00\x00\x00\x00passed!!")

    for _ in range(4):
        threading.Thread(target=late, daemon=True).start()
    time.sleep(0.05)
    return gradients
