# ---
# about = "A loss for one-hot labels where integer labels are asked for"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 29
# ---

# %%
def create_improved_network():
    """Healthy, with the wrong loss for integer labels."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0), loss="categorical_crossentropy")
    return model
