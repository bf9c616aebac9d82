# ---
# about = "The clipper changes the caller's list and returns it"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 14
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Replace the entries of the list and return it."""
    for i, gradient in enumerate(gradients):
        if gradient is not None:
            gradients[i] = tf.clip_by_norm(gradient, max_norm)
    return gradients
