# ---
# about = "The analysis takes a training step, so the model is another one afterwards"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 17
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def analyze_gradients(model, x_sample):
    """Measure, and move the weights on the way."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x_sample) - 1.0))
    kernels = [weight for weight in model.trainable_variables if len(weight.shape) >= 2]
    gradients = tape.gradient(loss, kernels)
    for weight, gradient in zip(kernels, gradients):
        weight.assign_sub(0.1 * gradient)
    return [float(tf.norm(gradient)) for gradient in gradients]
