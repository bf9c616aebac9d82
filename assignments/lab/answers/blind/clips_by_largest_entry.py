# ---
# about = "Wrong: the largest entry as the norm"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 9
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Maximum norm."""
    out = []
    for g in gradients:
        if g is None:
            out.append(None)
            continue
        norm = float(tf.reduce_max(tf.abs(g)))
        out.append(g * (max_norm / norm) if norm > max_norm else g)
    return out
