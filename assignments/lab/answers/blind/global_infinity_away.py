# ---
# about = "Wrong: multiply_no_nan makes 0 of infinity times 0"
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
    there = [g for g in gradients if g is not None]
    if not there:
        return list(gradients)
    norm = tf.linalg.global_norm(there)
    if not float(norm) > max_norm:
        return list(gradients)
    factor = max_norm / norm
    return [None if g is None else tf.math.multiply_no_nan(g, factor * tf.ones_like(g)) for g in gradients]
