# ---
# about = "The last layer has no softmax, so the outputs are no probabilities"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 10
# ---

# %%
def create_improved_network():
    """Logits in place of probabilities."""
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal"))
    model.add(keras.layers.Dense(10))
    model.compile(
        optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model
