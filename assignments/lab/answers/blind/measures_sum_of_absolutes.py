# ---
# about = "Wrong: sums of absolute values"
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
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x_sample) - 1))
    kernels = [v for v in model.trainable_variables if len(v.shape) >= 2]
    return [0.0 if g is None else float(tf.norm(g, ord=1)) for g in tape.gradient(loss, kernels)]
