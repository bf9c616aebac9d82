# ---
# about = "Valid: math.hypot of the single norms, as plain numbers"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
import math


def clip_gradients_globally(gradients, max_norm=1.0):
    """hypot(a, b, c, ...) is the root of the sum of squares."""
    norm = math.hypot(*(float(tf.norm(g)) for g in gradients if g is not None))
    factor = 1.0 if norm <= max_norm else max_norm / norm
    return [None if g is None else g * factor for g in gradients]
