# ---
# about = "Valid: every layer sees the outputs of all layers before it"
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
    """Shortcuts by concatenation, as in a DenseNet."""
    inputs = keras.Input((784,))
    features = keras.layers.Dense(64, activation="relu")(inputs)
    for _ in range(3):
        new = keras.layers.Dense(32, activation="relu")(features)
        features = keras.layers.Concatenate()([features, new])
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(features))
    model.compile(optimizer=keras.optimizers.Adam(clipnorm=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
