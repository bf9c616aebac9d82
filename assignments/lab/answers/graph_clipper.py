# ---
# about = "The global clipper does its arithmetic in a tf.function"
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
@tf.function
def common_factor(tensors, limit):
    """Return the factor for all tensors, at most 1."""
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(t)) for t in tensors]))
    return tf.where(norm > limit, limit / norm, tf.ones_like(norm))


def clip_gradients_globally(gradients, max_norm=1.0):
    """Multiply everything by one factor."""
    present = [g for g in gradients if g is not None]
    if len(present) == 0:
        return list(gradients)
    factor = common_factor(present, tf.constant(max_norm, present[0].dtype))
    return [g if g is None else g * factor for g in gradients]

# %%
@tf.function
def clip_gradients(gradients, max_norm=1.0):
    """Clip each gradient inside a graph."""
    return [g if g is None else tf.clip_by_norm(g, max_norm) for g in gradients]
