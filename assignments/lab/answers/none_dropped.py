# ---
# about = "Both clippers leave None out, so the following gradients reach their neighbours' variables"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 12
# clip_gradients_globally = 14
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Skip what is None."""
    return [tf.clip_by_norm(g, max_norm) for g in gradients if g is not None]

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Skip what is None."""
    present = [g for g in gradients if g is not None]
    if not present:
        return []
    return tf.clip_by_global_norm(present, max_norm)[0]
