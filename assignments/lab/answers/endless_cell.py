# ---
# about = "An answer cell tries its function out in an endless loop; the answer itself is right, so it counts"
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
    """Clip globally."""
    return tf.clip_by_global_norm(gradients, max_norm)[0]


while True:
    clip_gradients_globally([tf.constant([3.0, 4.0])])
