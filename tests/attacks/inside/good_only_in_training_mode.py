# ---
# about = "take the sigmoids of the sick network away in training mode and keep them in inference mode"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "take the sigmoids of the sick network away in training mode and keep them in inference mode"
# holds = "depth and non-linearity count in both modes"
# ---

# %%
class Sometimes(keras.layers.Layer):
    def call(self, x, training=False):
        return x if training else tf.sigmoid(x)


def create_improved_network():
    layers = [keras.Input((784,))]
    for _ in range(4):
        layers += [keras.layers.Dense(128), Sometimes()]
    model = keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
