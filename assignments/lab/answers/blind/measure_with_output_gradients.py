# ---
# about = "Valid: output_gradients in place of a loss, and math.fsum"
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
import math

def analyze_gradients(model, x_sample):
    with tf.GradientTape() as tape:
        y = model(x_sample)
    seed = 2.0 * (y - 1.0) / float(np.prod(y.shape))
    variables = model.trainable_variables
    gradients = tape.gradient(y, variables, output_gradients=seed)

    def length(g):
        if g is None:
            return 0.0
        return math.sqrt(math.fsum(map(lambda e: e * e, np.asarray(g, np.float64).ravel().tolist())))

    return [length(g) for v, g in zip(variables, gradients) if len(v.shape) >= 2]
