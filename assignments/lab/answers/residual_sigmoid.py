# ---
# about = "Sigmoids stay, with shortcuts around three of them: the gradient takes the shortcut"
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
def create_improved_network():
    """Sigmoid layers whose result is added to their input."""
    inputs = keras.Input((784,))
    x = keras.layers.Dense(128, activation="sigmoid")(inputs)
    for _ in range(3):
        x = keras.layers.add([x, keras.layers.Dense(128, activation="sigmoid")(x)])
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(0.001, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
