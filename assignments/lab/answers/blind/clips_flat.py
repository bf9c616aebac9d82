# ---
# about = "Wrong: the result is flattened"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 5.5
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Vectors are simpler."""
    out = []
    for g in gradients:
        if g is None:
            out.append(None)
            continue
        g = tf.reshape(g, [-1])
        norm = float(tf.norm(g))
        out.append(g * (max_norm / norm) if norm > max_norm else g)
    return out
