# ---
# about = "Wrong: kernels are looked up in model.layers, so nested and convolution layers are missed"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 16
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def analyze_gradients(model, x_sample):
    """Every Dense layer has a kernel."""
    variables = [layer.kernel for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x_sample) - 1) ** 2)
    gradients = tape.gradient(loss, variables)
    return [0.0 if g is None else float(tf.norm(g)) for g in gradients]
