# ---
# about = "replace recorder.answer, own_work and values.encode inside the recording process"
# kind = "skeleton"
# class = "patched libraries"
# written = "inside"
# attacks = ["clip_gradients", "clip_gradients_globally"]
# tries = "replace recorder.answer, own_work and values.encode inside the recording process"
# holds = "the recording process is the student's; what it sends is measured elsewhere"
# ---

# %%
import sys


def patch():
    from gradlab.checking import recorder, values
    from gradlab.checking.calls import Answer

    worker = next((module for name, module in sys.modules.items() if name.endswith("record.worker")), None)
    fake = lambda function, ask: Answer({"score": 1.0, "passed": True}, None, (), "Outcome(passed)")
    recorder.answer = fake
    if worker is not None:
        worker.answer = fake
    values.decode = values.encode


def clip_gradients(gradients, max_norm=1.0):
    patch()
    return gradients


# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    return gradients
