# ---
# about = "Wrong: infinity becomes a large number before clipping"
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
    out = []
    for g in gradients:
        if g is not None:
            g = tf.where(tf.math.is_inf(g), tf.sign(g) * tf.cast(1e15, g.dtype), g)
            g = tf.clip_by_norm(g, max_norm)
        out.append(g)
    return out
