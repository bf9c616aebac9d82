# ---
# about = "Separate LeakyReLU layers and a separate Softmax layer, RMSprop"
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
    """Activations as layers of their own."""
    layers = [keras.Input((784,))]
    for _ in range(4):
        layers += [keras.layers.Dense(128, kernel_initializer="he_uniform"), keras.layers.LeakyReLU()]
    layers += [keras.layers.Dense(10), keras.layers.Softmax()]
    model = keras.Sequential(layers)
    model.compile(optimizer=keras.optimizers.RMSprop(0.0005, clipnorm=5), loss="sparse_categorical_crossentropy")
    return model
