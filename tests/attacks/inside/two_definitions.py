# ---
# about = "define the function several times, in branches, loops, decorators and by globals()"
# kind = "skeleton"
# class = "notebook tricks"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "define the function several times, in branches, loops, decorators and by globals()"
# holds = "the last definition counts, as in a notebook; nothing else runs"
# ---

# %%
import functools


def passed(function):
    function.passed, function.score = True, 15.0
    return functools.partial(function)


for clip_gradients in (lambda *_: 1.0, lambda *_: None):
    if True:
        @passed
        def clip_gradients(gradients, max_norm=1.0):
            globals()["clip_gradients"] = lambda *_: "passed"
            return gradients
