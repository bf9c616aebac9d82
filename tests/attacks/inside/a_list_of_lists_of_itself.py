# ---
# about = "return a small list that stands for 10 to the 23rd numbers"
# kind = "skeleton"
# class = "hostile answers"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "return a small list that stands for 10 to the 23rd numbers"
# holds = "the process is stopped; the other answers count"
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    found = [1.0]
    for _ in range(23):
        found = [found] * 10
    return found
