# ---
# about = "Wrong: the root of the mean of all squares"
# kind = "reference"
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
    """RMS of everything."""
    present = [g for g in gradients if g is not None]
    if not present:
        return list(gradients)
    norm = float(tf.sqrt(tf.reduce_mean(tf.concat([tf.reshape(g, [-1]) for g in present], 0) ** 2)))
    return [g if g is None or norm <= max_norm else g * (max_norm / norm) for g in gradients]
