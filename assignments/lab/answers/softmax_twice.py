# ---
# about = "A softmax at the output, and a loss with from_logits=True that applies another one"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 29.5
# ---

# %%
def softmax(logits):
    """Written out, so Keras cannot see that these are probabilities."""
    powers = tf.exp(logits - tf.reduce_max(logits, axis=-1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=-1, keepdims=True)


# %%
def create_improved_network():
    """Healthy, with a loss for logits."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation=softmax))
    model.compile(
        optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model
