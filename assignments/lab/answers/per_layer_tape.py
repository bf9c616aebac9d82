# ---
# about = "Analysis with a persistent tape, one gradient after the other, through the layers' kernels"
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
    """Ask a persistent tape for one kernel at a time."""
    x = tf.convert_to_tensor(x_sample, dtype=tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.math.reduce_mean(tf.math.squared_difference(model(x), 1.0))
    norms = []
    for variable in model.trainable_variables:
        if variable.ndim < 2:
            continue
        gradient = tape.gradient(loss, variable)
        norms.append(0.0 if gradient is None else float(tf.linalg.norm(tf.reshape(gradient, [-1]))))
    del tape
    return norms
