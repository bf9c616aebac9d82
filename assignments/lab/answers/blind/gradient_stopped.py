# ---
# about = "Wrong: a stop_gradient after the second hidden layer"
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
    inputs = keras.Input((784,))
    x = inputs
    for i in range(4):
        x = keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal")(x)
        if i == 1:
            x = keras.ops.stop_gradient(x)
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
