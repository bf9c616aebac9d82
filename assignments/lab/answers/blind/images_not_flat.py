# ---
# about = "Wrong: wants images of 28 by 28 in place of 784 numbers"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 0
# ---

# %%
def create_improved_network():
    """Images are squares."""
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(clipnorm=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
