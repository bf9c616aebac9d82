# ---
# about = "Both clippers are one call of TensorFlow's own functions"
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
    """Let TensorFlow clip each gradient."""
    return [None if gradient is None else tf.clip_by_norm(gradient, max_norm) for gradient in gradients]

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Let TensorFlow clip all gradients; the second result is the norm before clipping."""
    clipped, _ = tf.clip_by_global_norm(gradients, max_norm)
    return clipped
