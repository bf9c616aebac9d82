# ---
# about = "Both clippers return tuples"
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
def clip_gradients(gradients, max_norm=1.0):
    """Return the clipped gradients as a tuple."""
    return tuple(g if g is None or tf.norm(g) <= max_norm else g * (max_norm / tf.norm(g)) for g in gradients)

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Return the clipped gradients as a tuple."""
    norm = tf.linalg.global_norm([g for g in gradients if g is not None])
    factor = tf.minimum(1.0, max_norm / tf.maximum(norm, 1e-12))
    return tuple(None if g is None else g * tf.cast(factor, g.dtype) for g in gradients)
