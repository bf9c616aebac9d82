# ---
# about = "return a list whose iterator never ends"
# kind = "skeleton"
# class = "hostile answers"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "return a list whose iterator never ends"
# holds = "the process is stopped at its memory or time limit; the other answers count"
# ---

# %%
class Endless(list):
    def __iter__(self):
        while True:
            yield 1.0


def clip_gradients(gradients, max_norm=1.0):
    return Endless([1.0])
