# ---
# about = "Valid: highway layers, a sigmoid gate decides between tanh and the input"
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
    """Gates that start open for the input."""
    inputs = keras.Input((784,))
    h = keras.layers.Dense(96, activation="tanh")(inputs)
    for _ in range(4):
        gate = keras.layers.Dense(96, activation="sigmoid", bias_initializer=keras.initializers.Constant(-1.0))(h)
        candidate = keras.layers.Dense(96, activation="tanh")(h)
        h = gate * candidate + (1.0 - gate) * h
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(h))
    model.compile(optimizer=keras.optimizers.Adam(clipnorm=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
