# ---
# about = "The norms of the weights in place of those of the gradients"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 2
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def analyze_gradients(model, x_sample):
    """Measure the wrong thing with great care."""
    model(x_sample)
    return [float(tf.norm(weight.value)) for weight in model.trainable_variables if len(weight.shape) >= 2]
