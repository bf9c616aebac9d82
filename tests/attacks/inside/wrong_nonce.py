# ---
# about = "send frames with a made-up nonce"
# kind = "skeleton"
# class = "forge results"
# written = "inside"
# attacks = ["clip_gradients"]
# tries = "send frames with a made-up nonce"
# holds = "the frame is refused, and staff can read that it came"
# status = "crashed"
# observed = "mark"
# ---

# %%
import sys


def clip_gradients(gradients, max_norm=1.0):
    from gradlab.checking.values import encode

    frame = sys._getframe()
    while "channel" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["channel"].send(encode(["0" * 32, 2, 0, encode({"value": [], "error": None, "arguments": [], "kind": "list"}), []]))
    return gradients
