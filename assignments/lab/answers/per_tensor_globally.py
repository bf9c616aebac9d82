# ---
# about = "Each tensor is clipped on its own where the global norm is asked for"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 9
# fix_network = 30
# ---

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Clip each gradient."""
    return [None if g is None else tf.clip_by_norm(g, max_norm) for g in gradients]
