# ---
# about = "Wrong: NaN and infinity become zero before clipping"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 14.5
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Clean first."""
    out = []
    for g in gradients:
        if g is None:
            out.append(None)
            continue
        g = tf.where(tf.math.is_finite(g), g, tf.zeros_like(g))
        norm = float(tf.norm(g))
        out.append(g * (max_norm / norm) if norm > max_norm else g)
    return out
