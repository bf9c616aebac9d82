# ---
# about = "Valid: both clippers call TensorFlow's own functions; empty lists are caught before"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """tf.clip_by_norm does it for one tensor."""
    return [g if g is None else tf.clip_by_norm(g, max_norm) for g in gradients]

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """tf.clip_by_global_norm keeps None, but not an empty list."""
    if all(g is None for g in gradients):
        return list(gradients)
    return tf.clip_by_global_norm(list(gradients), max_norm)[0]
