# ---
# about = "spend the time inside C code that Python cannot interrupt, with every signal blocked"
# kind = "skeleton"
# class = "resource bombs"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "spend the time inside C code that Python cannot interrupt, with every signal blocked"
# holds = "the process is killed from outside"
# status = "timeout"
# ---

# %%
import re
import signal


def clip_gradients(gradients, max_norm=1.0):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
    re.match(r"(a|a)*b", "a" * 60)
    return gradients
