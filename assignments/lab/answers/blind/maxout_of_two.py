# ---
# about = "Valid: maxout, the larger of two Dense layers"
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
class Maxout(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.a = keras.layers.Dense(units, kernel_initializer="he_normal")
        self.b = keras.layers.Dense(units, kernel_initializer="he_normal")

    def call(self, x):
        return tf.reduce_max(tf.stack([self.a(x), self.b(x)], axis=-1), axis=-1)


def create_improved_network():
    model = keras.Sequential([keras.Input((784,)), Maxout(64), Maxout(64), Maxout(64), keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
