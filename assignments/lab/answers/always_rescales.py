# ---
# about = "Both clippers rescale always, so short gradients become longer"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 10
# clip_gradients_globally = 11
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Make every gradient exactly as long as the limit."""
    return [None if g is None else g * (max_norm / tf.norm(g)) for g in gradients]

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Make the global norm exactly the limit."""
    norm = tf.linalg.global_norm([g for g in gradients if g is not None])
    return [None if g is None else g * (max_norm / norm) for g in gradients]
