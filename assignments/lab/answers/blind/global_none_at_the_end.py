# ---
# about = "Wrong: None moves to the end of the list"
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
    """Real gradients first."""
    present = [g for g in gradients if g is not None]
    if not present:
        return list(gradients)
    norm = float(tf.linalg.global_norm(present))
    factor = min(1.0, max_norm / norm) if norm else 1.0
    return [g * factor for g in present] + [None] * (len(gradients) - len(present))
