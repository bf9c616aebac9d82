# ---
# about = "hang the four sick layers beside a shallow network, multiplied by zero, so that they count as depth"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "hang the four sick layers beside a shallow network, multiplied by zero, so that they count as depth"
# holds = "layers without any gradient do not count as repaired"
# ---

# %%
def create_improved_network():
    inputs = keras.Input((784,))
    deep = inputs
    for _ in range(4):
        deep = keras.layers.Dense(128, activation="sigmoid")(deep)
    deep = keras.layers.Dense(10)(deep) * 0.0
    shallow = keras.layers.Dense(10)(inputs)
    model = keras.Model(inputs, keras.layers.Softmax()(shallow + deep))
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
