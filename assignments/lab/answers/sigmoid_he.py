# ---
# about = "Sigmoid everywhere with He weights: the gradients still vanish"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 13
# ---

# %%
def create_improved_network():
    """Only the initial weights changed."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="sigmoid", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
