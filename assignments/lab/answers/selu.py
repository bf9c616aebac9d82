# ---
# about = "Self-normalising network: SELU with LeCun normal weights, SGD with momentum"
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
    """SELU keeps mean and variance of the signal by itself."""
    model = keras.Sequential(
        [keras.Input((784,))]
        + [keras.layers.Dense(128, activation="selu", kernel_initializer="lecun_normal") for _ in range(4)]
        + [keras.layers.Dense(10, activation="softmax")]
    )
    model.compile(
        keras.optimizers.SGD(0.01, momentum=0.9, clipnorm=1.0), loss=keras.losses.SparseCategoricalCrossentropy()
    )
    return model
