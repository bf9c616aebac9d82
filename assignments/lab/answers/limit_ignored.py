# ---
# about = "Both clippers clip to 1, whatever the limit is"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 6
# clip_gradients_globally = 9
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Clip to 1."""
    return [None if g is None else tf.clip_by_norm(g, 1.0) for g in gradients]

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Clip to 1."""
    return tf.clip_by_global_norm(gradients, 1.0)[0]
