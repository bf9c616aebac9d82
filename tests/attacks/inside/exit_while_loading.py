# ---
# about = "leave with SystemExit and KeyboardInterrupt while the code is loaded"
# kind = "skeleton"
# class = "end the run early"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "leave with SystemExit and KeyboardInterrupt while the code is loaded"
# holds = "a crash of this question only"
# status = "crashed"
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    return gradients


clip_gradients = (_ for _ in ()).throw(KeyboardInterrupt("passed"))
