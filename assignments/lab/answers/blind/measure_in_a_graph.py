# ---
# about = "Valid: the whole measurement runs inside a tf.function"
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
    """Trace the forward and the backward pass once, then read the norms."""
    weights = [w for w in model.trainable_weights if len(w.shape) >= 2]

    @tf.function
    def norms(batch):
        with tf.GradientTape(watch_accessed_variables=True) as tape:
            output = model(batch)
            loss = tf.reduce_mean((output - tf.ones_like(output)) ** 2)
        gradients = tape.gradient(loss, weights)
        return [tf.constant(0.0) if g is None else tf.norm(g) for g in gradients]

    return [float(n) for n in norms(tf.convert_to_tensor(x_sample, tf.float32))]
