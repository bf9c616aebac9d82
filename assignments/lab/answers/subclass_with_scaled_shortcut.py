# ---
# about = "Valid: a subclassed block, x + f(norm(x)), with a build method and its own add_weight"
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
    """A pre-norm block whose weights are made by add_weight."""

    class Block(keras.layers.Layer):
        def __init__(self, units):
            super().__init__()
            self.units = units
            self.norm = keras.layers.LayerNormalization()

        def build(self, shape):
            self.w = self.add_weight(shape=(shape[-1], self.units), initializer="he_normal", name="w")
            self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")
            self.norm.build(shape)

        def call(self, x):
            return x + tf.nn.relu(tf.matmul(self.norm(x), self.w) + self.b)

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.enter = keras.layers.Dense(64, activation="relu")
            self.blocks = [Block(64) for _ in range(3)]
            self.leave = keras.layers.Dense(10, activation="softmax")

        def call(self, x):
            x = self.enter(x)
            for block in self.blocks:
                x = block(x)
            return self.leave(x)

    net = Net()
    net.build((None, 784))
    net.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), keras.losses.SparseCategoricalCrossentropy())
    return net
