# ---
# about = "return an answer of 200 megabytes"
# kind = "skeleton"
# class = "hostile answers"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "return an answer of 200 megabytes"
# holds = "a frame that is too large ends the process; staff can read it"
# status = "crashed"
# observed = "no answer"
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    return [np.zeros((50_000_000,), "float32")]
