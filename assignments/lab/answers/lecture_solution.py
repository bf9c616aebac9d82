# ---
# about = "The lecture's answer: three hidden layers, batch normalisation after ReLU, dropout; clippers from TensorFlow"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
def clip_gradients(gradients, max_norm=1.0):
    """Clip every gradient by its own norm; None is passed through."""
    clipped = []
    for grad in gradients:
        if grad is not None:
            clipped.append(tf.clip_by_norm(grad, max_norm))
        else:
            clipped.append(None)
    return clipped

# %%
def create_improved_network():
    """Three hidden layers with ReLU, He weights, batch normalisation and dropout."""
    model = keras.Sequential([keras.Input(shape=(784,))])
    for _ in range(3):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
        model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001, clipnorm=1.0),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
