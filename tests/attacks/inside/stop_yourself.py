# ---
# about = "stop the own process with SIGSTOP, so that the grader waits for ever"
# kind = "skeleton"
# class = "end the run early"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "stop the own process with SIGSTOP, so that the grader waits for ever"
# holds = "the clock runs outside; the process is killed"
# ---

# %%
import os
import signal


def clip_gradients(gradients, max_norm=1.0):
    os.kill(os.getpid(), signal.SIGSTOP)
    return gradients
