# ---
# about = "Valid: mish, dropout of 0.3 and AdamW"
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
    """Regularised, but with good flow."""
    layers = [keras.Input((784,))]
    for _ in range(3):
        layers += [keras.layers.Dense(128, "mish", kernel_initializer="he_normal"), keras.layers.Dropout(0.3)]
    model = keras.Sequential([*layers, keras.layers.Dense(10, "softmax")])
    model.compile(optimizer=keras.optimizers.AdamW(weight_decay=1e-4, clipvalue=0.5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
