# ---
# about = "Wrong: returns scalar tensors in place of floats"
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
def analyze_gradients(model, x_sample):
    """Norms as tensors."""
    variables = [v for v in model.trainable_variables if len(v.shape) >= 2]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_sample) - 1) ** 2)
    gradients = tape.gradient(loss, variables)
    return [tf.constant(0.0) if g is None else tf.norm(g) for g in gradients]
