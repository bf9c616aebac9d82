# ---
# about = "Wrong: one norm per variable, biases included"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 0
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def analyze_gradients(model, x_sample):
    """Everything that trains."""
    variables = model.trainable_variables
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_sample) - 1) ** 2)
    gradients = tape.gradient(loss, variables)
    return [0.0 if g is None else float(tf.norm(g)) for g in gradients]
