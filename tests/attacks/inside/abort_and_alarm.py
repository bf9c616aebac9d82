# ---
# about = "end the process by abort, alarm signals and stopping itself"
# kind = "skeleton"
# class = "end the run early"
# written = "inside"
# attacks = ["clip_gradients", "clip_gradients_globally"]
# tries = "end the process by abort, alarm signals and stopping itself"
# holds = "every end without an answer is a crash or a timeout"
# ---

# %%
import os
import signal


def clip_gradients(gradients, max_norm=1.0):
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.pause()


# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    import os

    os.abort()
