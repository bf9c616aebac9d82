# ---
# about = "Every entry is clipped to the range from -max_norm to max_norm"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 9
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Clip by value."""
    return [None if g is None else tf.clip_by_value(g, -max_norm, max_norm) for g in gradients]
