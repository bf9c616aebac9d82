# ---
# about = "Valid: three convolutions on the 28 by 28 image"
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
    """Pictures deserve convolutions."""
    model = keras.Sequential([
        keras.Input((784,)),
        keras.layers.Reshape((28, 28, 1)),
        keras.layers.Conv2D(8, 3, strides=2, activation="relu", kernel_initializer="he_normal"),
        keras.layers.Conv2D(16, 3, strides=2, activation="relu", kernel_initializer="he_normal"),
        keras.layers.Conv2D(32, 3, strides=2, activation="relu", kernel_initializer="he_normal"),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(clipnorm=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
