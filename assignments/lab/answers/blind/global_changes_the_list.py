# ---
# about = "Wrong: writes the results into the list it was given"
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
    """Save memory."""
    present = [g for g in gradients if g is not None]
    if not present:
        return list(gradients)
    norm = float(tf.linalg.global_norm(present))
    if norm > max_norm:
        for i, g in enumerate(gradients):
            if g is not None:
                gradients[i] = g * (max_norm / norm)
    return gradients
