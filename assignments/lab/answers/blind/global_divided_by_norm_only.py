# ---
# about = "Wrong: divides by the norm and forgets max_norm"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 12
# fix_network = 30
# ---

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Unit length."""
    present = [g for g in gradients if g is not None]
    if not present:
        return list(gradients)
    norm = float(tf.linalg.global_norm(present))
    return [g if g is None or norm <= max_norm else g / norm for g in gradients]
