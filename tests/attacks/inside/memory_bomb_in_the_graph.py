# ---
# about = "hand in a small graph that needs a terabyte when the judge runs it"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "hand in a small graph that needs a terabyte when the judge runs it"
# holds = "the judge's process has limits of its own; the batch goes on"
# ---

# %%
class Blow(keras.layers.Layer):
    def call(self, x):
        big = tf.random.uniform((400000, 300000)) if not tf.executing_eagerly() else tf.zeros((1, 1))
        return x + tf.reduce_sum(big) * 0.0


def create_improved_network():
    layers = [keras.layers.Dense(128, activation="relu") for _ in range(4)]
    model = keras.Sequential([keras.Input((784,)), Blow(), *layers, keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
