# ---
# about = "let the check engine's own code compute the expected norms from the recorded request"
# kind = "skeleton"
# class = "read expected values"
# written = "inside"
# attacks = ["analyze_gradients"]
# tries = "let the check engine's own code compute the expected norms from the recorded request"
# holds = "the answer is the student's function's; the check engine's own computation is not available to it"
# ---

# %%
import sys


def analyze_gradients(model, x_sample):
    from gradlab.checking.calls import unpack_argument
    from gradlab.checking.planted import Planted
    from gradlab.checking.values import decode

    frame = sys._getframe()
    while frame is not None and "ask" not in frame.f_locals:
        frame = frame.f_back
    while frame is not None and not isinstance(frame.f_locals.get("ask"), bytes):
        frame = frame.f_back
    spec = unpack_argument(decode(frame.f_locals["ask"])["call"][0])
    return list(Planted.of(spec, np.asarray(x_sample)).norms)
