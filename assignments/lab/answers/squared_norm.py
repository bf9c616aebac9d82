# ---
# about = "The squared norm in place of the norm"
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
    """Forget the square root."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x_sample) - 1.0))
    kernels = [weight for weight in model.trainable_variables if len(weight.shape) >= 2]
    return [float(tf.reduce_sum(tf.square(gradient))) for gradient in tape.gradient(loss, kernels)]
