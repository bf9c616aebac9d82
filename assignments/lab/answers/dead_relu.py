# ---
# about = "ReLU with He weights and biases of -3: every unit is 0 for every digit, and no gradient passes"
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
    """Negative biases make the units sparse, I read."""
    sparse = keras.initializers.Constant(-3.0)
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal", bias_initializer=sparse))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
