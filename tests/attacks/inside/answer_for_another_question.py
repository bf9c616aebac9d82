# ---
# about = "send frames with the right nonce out of turn, for other questions and asks"
# kind = "skeleton"
# class = "forge results"
# written = "inside"
# attacks = ["detect_explosion"]
# tries = "send frames with the right nonce out of turn, for other questions and asks"
# holds = "a frame out of its turn is refused"
# status = "crashed"
# observed = "turn"
# ---

# %%
import sys


def detect_explosion(gradient_history, threshold=100.0):
    from gradlab.checking.values import encode

    frame = sys._getframe()
    while "nonce" not in frame.f_locals:
        frame = frame.f_back
    local = frame.f_locals
    for q, a in ((4, 0), (-1, 0), (0, 10**9), ("clip_gradients", None)):
        local["channel"].send(encode([local["nonce"], q, a, encode({"value": 1.0, "error": None, "arguments": [], "kind": "float"}), []]))
    return {}
