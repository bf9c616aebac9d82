# ---
# about = "The network is built and compiled, and the return is missing"
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
    """Everything but return."""
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(128, activation="relu")])
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0), loss="sparse_categorical_crossentropy")
