# ---
# about = "Valid: tanh with orthogonal weights, built by add() in a loop, Nadam"
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
    """Orthogonal matrices keep lengths."""
    model = keras.Sequential()
    model.add(keras.Input(shape=(784,)))
    for units in (128, 128, 128, 128):
        model.add(keras.layers.Dense(units, kernel_initializer="orthogonal"))
        model.add(keras.layers.Activation("tanh"))
    model.add(keras.layers.Dense(10))
    model.add(keras.layers.Softmax())
    model.compile(optimizer=keras.optimizers.Nadam(learning_rate=1e-3, global_clipnorm=5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
