# ---
# about = "Only the activation changed: tanh with Keras' default Glorot weights"
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
    """The original with tanh in place of sigmoid."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="tanh"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(keras.optimizers.Adam(0.001, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
