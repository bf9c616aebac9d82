# ---
# about = "use an activation that never bends: the minimum of x and a billion"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "use an activation that never bends: the minimum of x and a billion"
# holds = "an activation that does not bend the signal on real digits is no activation"
# ---

# %%
def never_bends(x):
    return tf.minimum(x, 1e9)


def create_improved_network():
    layers = [keras.Input((784,))]
    layers += [keras.layers.Dense(128, activation=never_bends) for _ in range(4)]
    model = keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
