# ---
# about = "The answer cells print and try the function out, as students do"
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
    """Measure, and print on the way."""
    with tf.GradientTape() as tape:
        predictions = model(x_sample)
        loss = tf.reduce_mean((predictions - 1) ** 2)
    print("loss:", float(loss))
    norms = []
    for weight, gradient in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
        if len(weight.shape) >= 2:
            norms.append(0.0 if gradient is None else tf.norm(gradient).numpy().item())
            print(weight.path, norms[-1])
    return norms


print(analyze_gradients(gradlab.create_problematic_network(), x_train[:8]))

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Clip each gradient, and print the norms."""
    clipped = []
    for i, gradient in enumerate(gradients):
        if gradient is not None and tf.norm(gradient) > max_norm:
            print(f"gradient {i} is too long: {tf.norm(gradient):.3f}")
            gradient = max_norm * gradient / tf.norm(gradient)
        clipped.append(gradient)
    return clipped


test = clip_gradients([tf.constant([3.0, 4.0]), None], max_norm=1.0)
print(test)
assert test[1] is None
