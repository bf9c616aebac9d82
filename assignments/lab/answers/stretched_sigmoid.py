# ---
# about = "Valid: an activation of the student's own, 4 * sigmoid(x) - 2, whose slope is 1 at zero"
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
    """Stretch the sigmoid until its slope is 1."""
    def stretched(x):
        return 4.0 * keras.activations.sigmoid(x) - 2.0

    model = keras.Sequential(
        [keras.Input((784,))] + [keras.layers.Dense(128, activation=stretched) for _ in range(4)]
        + [keras.layers.Dense(10, activation="softmax")]
    )
    model.compile(optimizer=keras.optimizers.Adam(clipnorm=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
