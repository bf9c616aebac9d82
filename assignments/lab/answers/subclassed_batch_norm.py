# ---
# about = "Subclassed model with batch normalisation and a training argument"
# kind = "reference"
# core = true
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 30
# ---

# %%
class Improved(keras.Model):
    """Four layers of Dense, batch normalisation and ReLU."""

    def __init__(self):
        super().__init__()
        self.hidden = [keras.layers.Dense(128, use_bias=False, kernel_initializer="he_normal") for _ in range(4)]
        self.norms = [keras.layers.BatchNormalization() for _ in range(4)]
        self.out = keras.layers.Dense(10, activation="softmax")

    def call(self, x, training=False):
        for dense, norm in zip(self.hidden, self.norms):
            x = tf.nn.relu(norm(dense(x), training=training))
        return self.out(x)


def create_improved_network():
    """Build the subclassed model by calling it once."""
    model = Improved()
    model(tf.zeros((1, 784)))
    model.compile(optimizer=keras.optimizers.Adam(0.001, clipnorm=1.0), loss="sparse_categorical_crossentropy")
    return model
