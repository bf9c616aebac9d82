# ---
# about = "Valid: PReLU layers that get narrower, 256 to 32"
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
    """Learnable slopes, He weights."""
    model = keras.Sequential([keras.Input((784,))])
    for units in [256, 128, 64, 32]:
        model.add(keras.layers.Dense(units, kernel_initializer="he_uniform"))
        model.add(keras.layers.PReLU())
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.RMSprop(1e-3, clipvalue=0.5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
