# ---
# about = "GELU with layer normalisation before each activation"
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
    """Dense, LayerNormalization, GELU, four times."""
    inputs = keras.Input((784,))
    x = inputs
    for _ in range(4):
        x = keras.layers.Dense(96, kernel_initializer="he_normal")(x)
        x = keras.layers.LayerNormalization()(x)
        x = keras.layers.Activation("gelu")(x)
    outputs = keras.layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        keras.optimizers.AdamW(0.001, weight_decay=0.004, clipnorm=1.0), loss="sparse_categorical_crossentropy"
    )
    return model
