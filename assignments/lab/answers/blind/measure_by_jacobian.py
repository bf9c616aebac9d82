# ---
# about = "Valid: the Jacobian of the outputs, multiplied by the derivative of the loss"
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
    x = tf.convert_to_tensor(x_sample)
    model(x)
    kernels = [v for v in model.trainable_variables if len(v.shape) >= 2]
    with tf.GradientTape(persistent=True) as tape:
        y = model(x)
        per_sample = tf.reduce_mean(tf.square(tf.reshape(y, (tf.shape(y)[0], -1)) - 1), axis=1)
    jacobians = tape.jacobian(per_sample, kernels, experimental_use_pfor=False)
    return [0.0 if j is None else float(tf.norm(tf.reduce_mean(j, axis=0))) for j in jacobians]
