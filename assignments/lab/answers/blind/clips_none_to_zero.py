# ---
# about = "Wrong: None becomes 0.0"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 12
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """No gradient is a gradient of zero."""
    out = []
    for g in gradients:
        if g is None:
            out.append(0.0)
            continue
        norm = float(tf.norm(g))
        out.append(g * (max_norm / norm) if norm > max_norm else g)
    return out
