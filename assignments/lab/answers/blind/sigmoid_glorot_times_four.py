# ---
# about = "Valid: sigmoids with weights four times as wide, as Glorot and Bengio advise"
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
    """The slope of 0.25 is made up by the weights."""
    wide = lambda: keras.initializers.VarianceScaling(scale=16.0, mode="fan_avg", distribution="uniform")
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(4):
        model.add(keras.layers.Dense(128, activation="sigmoid", kernel_initializer=wide()))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer=keras.optimizers.Adam(clipnorm=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
