# ---
# about = "Wrong: the root of the mean of squares in place of the norm"
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
    """RMS is a length too."""
    variables = [v for v in model.trainable_variables if len(v.shape) >= 2]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_sample) - 1) ** 2)
    gradients = tape.gradient(loss, variables)
    return [0.0 if g is None else float(tf.sqrt(tf.reduce_mean(g**2))) for g in gradients]
