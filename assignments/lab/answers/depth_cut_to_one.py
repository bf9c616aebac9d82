# ---
# about = "Depth cut to one sigmoid layer: nothing vanishes because nothing is left"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 9
# ---

# %%
def create_improved_network():
    """One hidden layer."""
    model = keras.Sequential(
        [keras.Input((784,)), keras.layers.Dense(128, activation="sigmoid"), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
