# ---
# about = "Valid: Keras's own MeanSquaredError against a matrix of ones"
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
    """The probe loss, written with Keras's loss class."""
    criterion = keras.losses.MeanSquaredError()
    with tf.GradientTape() as tape:
        outputs = model(x_sample)
        value = criterion(tf.ones_like(outputs), outputs)
    pairs = zip(tape.gradient(value, model.trainable_variables), model.trainable_variables)
    result = []
    for gradient, variable in pairs:
        if len(variable.shape) < 2:
            continue
        result.append(0.0 if gradient is None else np.linalg.norm(np.ravel(gradient)).item())
    return result
