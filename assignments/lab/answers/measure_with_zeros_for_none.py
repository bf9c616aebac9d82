# ---
# about = "Valid: the tape gives zeros where there is no gradient, and NumPy takes the norms in float64"
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
    """Ask the tape for zeros in place of None."""
    kernels = [w for w in model.trainable_variables if len(w.shape) > 1]
    with tf.GradientTape() as tape:
        error = tf.reduce_mean(tf.math.squared_difference(model(x_sample), 1.0))
    slopes = tape.gradient(error, kernels, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return [float(np.sqrt(np.sum(np.square(slope.numpy().astype(np.float64))))) for slope in slopes]
