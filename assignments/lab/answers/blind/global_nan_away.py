# ---
# about = "Wrong: NaN and infinity become zero before clipping"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 14
# fix_network = 30
# ---

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Clean first, then clip."""
    clean = [None if g is None else tf.where(tf.math.is_finite(g), g, tf.zeros_like(g)) for g in gradients]
    present = [g for g in clean if g is not None]
    norm = float(tf.linalg.global_norm(present)) if present else 0.0
    return [g if g is None or norm <= max_norm else g * (max_norm / norm) for g in clean]
