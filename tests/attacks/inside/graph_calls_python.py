# ---
# about = "let the graph call back into Python with py_function, numpy_function and tf.print to a file"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "let the graph call back into Python with py_function, numpy_function and tf.print to a file"
# holds = "such operations are refused by name"
# ---

# %%
def log(x):
    open("/tmp/gradlab-called-back", "w").close()
    return x


class Caller(keras.layers.Layer):
    def call(self, x):
        tf.print("x", output_stream="file:///tmp/gradlab-printed")
        y = tf.numpy_function(log, [x], tf.float32)
        y.set_shape(x.shape)
        return y


def create_improved_network():
    layers = [keras.layers.Dense(128, activation="relu") for _ in range(4)]
    model = keras.Sequential([keras.Input((784,)), Caller(), *layers, keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
