# ---
# about = "answer every call with sixty megabytes of noise, and end the process now and then to begin with a fresh allowance"
# kind = "skeleton"
# class = "hostile answers"
# written = "inside"
# attacks = ["clip_gradients", "clip_gradients_globally"]
# tries = "answer every call with sixty megabytes of noise, and end the process now and then to begin with a fresh allowance"
# holds = "there is a limit for all answers of a submission together"
# status = "crashed"
# observed = "no answer"
# ---

# %%
import os

CALLS = []


def clip_gradients(gradients, max_norm=1.0):
    CALLS.append(1)
    if len(CALLS) == 4:
        os._exit(0)
    return [np.random.default_rng().random(7_500_000)]


# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    return [np.random.default_rng().random(7_500_000)]


# %%
def detect_explosion(gradient_history, threshold=100.0):
    return np.random.default_rng().random(7_500_000)
