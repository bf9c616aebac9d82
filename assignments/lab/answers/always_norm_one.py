# ---
# about = "Both clippers divide by the norm always, so everything comes back with norm 1"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 5
# clip_gradients_globally = 8
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Normalise every gradient."""
    return [None if g is None else g / tf.norm(g) for g in gradients]

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Normalise all gradients together."""
    norm = tf.linalg.global_norm([g for g in gradients if g is not None])
    return [None if g is None else g / norm for g in gradients]
