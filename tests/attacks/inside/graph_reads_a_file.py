# ---
# about = "put operations that read and write files into the graph, for the judge to run"
# kind = "skeleton"
# class = "forged networks"
# written = "inside"
# attacks = ["fix_network"]
# tries = "put operations that read and write files into the graph, for the judge to run"
# holds = "operations are an allow-list; the operation is refused by name"
# ---

# %%
class Reader(keras.layers.Layer):
    def call(self, x):
        text = tf.io.read_file("/etc/passwd")
        tf.io.write_file("/tmp/gradlab-written-by-a-graph", text)
        return x + 0.0 * tf.cast(tf.strings.length(text), tf.float32)


def create_improved_network():
    layers = [keras.layers.Dense(128, activation="relu") for _ in range(4)]
    model = keras.Sequential([keras.Input((784,)), Reader(), *layers, keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
