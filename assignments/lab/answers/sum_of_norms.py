# ---
# about = "The sum of the norms is taken for the global norm"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 11
# fix_network = 30
# ---

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Add up the norms of all gradients."""
    total = sum(tf.norm(g) for g in gradients if g is not None)
    return [g if g is None or total <= max_norm else g * (max_norm / total) for g in gradients]
