# ---
# about = "The pair that tf.clip_by_global_norm returns is handed on as it is"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 0
# fix_network = 30
# ---

# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    """Clip globally."""
    return tf.clip_by_global_norm(gradients, max_norm)
