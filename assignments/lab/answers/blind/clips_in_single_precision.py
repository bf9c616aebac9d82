# ---
# about = "Wrong: everything becomes float32"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 14
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """float32 is enough."""
    out = []
    for g in gradients:
        if g is None:
            out.append(None)
            continue
        g = tf.cast(g, tf.float32)
        norm = float(tf.norm(g))
        out.append(g * (max_norm / norm) if norm > max_norm else g)
    return out
