# ---
# about = "Valid: all gradients laid end to end, scaled, and cut apart again"
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
def clip_gradients_globally(gradients, max_norm=1.0):
    """Literally the long vector of the task."""
    present = [g for g in gradients if g is not None]
    if len(present) == 0:
        return [None for _ in gradients]
    sizes = [int(tf.size(g)) for g in present]
    vector = tf.concat([tf.reshape(g, [-1]) for g in present], axis=0)
    norm = tf.norm(vector)
    if not norm <= max_norm:
        vector = vector / norm * max_norm
    pieces = iter(tf.split(vector, sizes))
    return [g if g is None else tf.reshape(next(pieces), g.shape) for g in gradients]
