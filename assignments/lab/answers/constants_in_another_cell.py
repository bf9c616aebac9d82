# ---
# about = "The sizes of the network stand as constants in a cell above the answer"
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
WIDTH, DEPTH, LIMIT = 128, 4, 1.0
START = keras.initializers.HeNormal

# %%
def create_improved_network():
    """Build from the constants above."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(DEPTH):
        model.add(keras.layers.Dense(WIDTH, activation="relu", kernel_initializer=START()))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipnorm=LIMIT), loss="sparse_categorical_crossentropy")
    return model
