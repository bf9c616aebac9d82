# ---
# about = "Wrong: the sum in place of the mean of squared differences"
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
    """Sum of squared errors."""
    variables = [v for v in model.trainable_variables if len(v.shape) >= 2]
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((model(x_sample) - 1) ** 2)
    gradients = tape.gradient(loss, variables)
    return [0.0 if g is None else float(tf.norm(g)) for g in gradients]
