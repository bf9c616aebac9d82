# ---
# about = "Five ELU layers that become narrower, clipvalue in the optimizer"
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
    """A funnel of ELU layers."""
    model = keras.Sequential(
        [keras.Input((784,))]
        + [keras.layers.Dense(units, "elu", kernel_initializer="he_normal") for units in (256, 128, 128, 64, 64)]
        + [keras.layers.Dense(10, "softmax")]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipvalue=0.5), loss="sparse_categorical_crossentropy")
    return model
