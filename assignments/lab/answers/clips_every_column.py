# ---
# about = "Wrong: every column of a matrix on its own"
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
    """Columns are units."""
    out = []
    for g in gradients:
        if g is None:
            out.append(None)
            continue
        out.append(tf.clip_by_norm(g, max_norm, axes=[0]) if len(g.shape) > 1 else tf.clip_by_norm(g, max_norm))
    return out
