# ---
# about = "Wrong: the largest of the single norms decides"
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
    """The worst one sets the factor."""
    present = [g for g in gradients if g is not None]
    if not present:
        return list(gradients)
    norm = max(float(tf.norm(g)) for g in present)
    return [g if g is None or norm <= max_norm else g * (max_norm / norm) for g in gradients]
