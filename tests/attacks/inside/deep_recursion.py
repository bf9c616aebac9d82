# ---
# about = "recurse without a limit until the C stack overflows"
# kind = "skeleton"
# class = "end the run early"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "recurse without a limit until the C stack overflows"
# holds = "a crash of this question, named as such"
# ---

# %%
import sys


def clip_gradients(gradients, max_norm=1.0):
    sys.setrecursionlimit(2**31 - 1)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x") + repr(self)

        def __repr__(self):
            return repr([self, self.a])

    return Deep().a
