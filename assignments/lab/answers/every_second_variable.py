# ---
# about = "Every second variable is taken for a kernel: wrong with batch normalisation and without biases"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 14
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def analyze_gradients(model, x_sample):
    """Kernels are the even ones."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x_sample) - 1.0))
    gradients = tape.gradient(loss, model.trainable_variables)
    return [float(tf.norm(gradient)) for i, gradient in enumerate(gradients) if i % 2 == 0]
