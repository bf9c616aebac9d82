# ---
# about = "ReLU with weights from N(0, 1): the gradients explode at the first step"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 12
# ---

# %%
def create_improved_network():
    """Bigger is better."""
    start = keras.initializers.RandomNormal(stddev=1.0)
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer=start))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.SGD(0.01, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
