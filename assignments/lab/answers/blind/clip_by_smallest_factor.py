# ---
# about = "Valid: the factor is the smaller of 1 and max_norm / norm, with a guard against zero"
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
    """min(1, c / norm), cast to the dtype of each gradient."""
    def shorten(gradient):
        norm = tf.norm(gradient)
        factor = tf.minimum(tf.ones_like(norm), tf.cast(max_norm, norm.dtype) / tf.maximum(norm, 1e-30))
        return gradient * factor

    return tuple(None if g is None else shorten(tf.convert_to_tensor(g)) for g in gradients)
