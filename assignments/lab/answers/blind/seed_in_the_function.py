# ---
# about = "Sets a random seed in the function, so that all networks are the same healthy one"
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
    """Reproducible."""
    keras.utils.set_random_seed(7)
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(clipnorm=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
