# ---
# about = "A healthy network with a learning rate a thousand times too high"
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
    """Healthy at the start, wrecked by the first steps."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(1.0, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
