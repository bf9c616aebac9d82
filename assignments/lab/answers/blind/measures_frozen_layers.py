# ---
# about = "Wrong: takes model.weights, so frozen kernels are in the list"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 19
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def analyze_gradients(model, x_sample):
    """All weights, frozen or not."""
    variables = [v for v in model.weights if len(v.shape) >= 2]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_sample) - 1) ** 2)
    gradients = tape.gradient(loss, variables)
    return [0.0 if g is None else float(tf.norm(g)) for g in gradients]
