# ---
# about = "fork inside the answer, so that two processes answer on one channel"
# kind = "skeleton"
# class = "outlive the run"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "fork inside the answer, so that two processes answer on one channel"
# holds = "frames out of turn are refused; both processes are gone afterwards"
# ---

# %%
import os


def clip_gradients(gradients, max_norm=1.0):
    os.fork()
    return gradients
