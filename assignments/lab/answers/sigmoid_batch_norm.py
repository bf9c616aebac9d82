# ---
# about = "Sigmoids stay; batch normalisation before each of them keeps them away from their limits"
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
def create_improved_network():
    """Dense, BatchNormalization, sigmoid, four times."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128))
        model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation("sigmoid"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(0.002, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
