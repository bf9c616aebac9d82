# ---
# about = "Functional model with three residual blocks of ReLU layers"
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
    """Each block adds its result to its input, so the gradient has a way around."""
    inputs = keras.Input((784,))
    x = keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal")(inputs)
    for _ in range(3):
        branch = keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal")(x)
        x = keras.layers.Add()([x, branch])
    outputs = keras.layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.0005, global_clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
