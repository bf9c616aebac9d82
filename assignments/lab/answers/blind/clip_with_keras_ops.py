# ---
# about = "Valid: keras.ops in place of tf, with a where"
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
    """The same formula in Keras's own operations."""
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            length = keras.ops.sqrt(keras.ops.sum(keras.ops.square(gradient)))
            short = length <= max_norm
            gradient = gradient * keras.ops.where(short, keras.ops.ones_like(length), max_norm / length)
        clipped.append(gradient)
    return clipped
