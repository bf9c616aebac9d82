# ---
# about = "Wrong: returns the same network at every call"
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
SHARED = []


def create_improved_network():
    """Build once, then remember."""
    if not SHARED:
        model = keras.Sequential(
            [keras.Input((784,))]
            + [keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal") for _ in range(4)]
            + [keras.layers.Dense(10, activation="softmax")]
        )
        model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
        SHARED.append(model)
    return SHARED[0]
