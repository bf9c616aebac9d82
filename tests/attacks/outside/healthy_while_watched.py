# ---
# about = "answer like a good network on the first calls and like the sick one later"
# kind = "skeleton"
# class = "forged networks"
# written = "outside"
# attacks = ["fix_network"]
# tries = "answer like a good network on the first calls and like the sick one later"
# holds = "a network is judged as one graph that was recorded, so its Python code has no later call to change"
# ---

# %%
CALLS = [0]


class Chameleon(keras.Model):
    def __init__(self):
        super().__init__()
        self.sick = [keras.layers.Dense(128, activation="sigmoid") for _ in range(4)]
        self.short = keras.layers.Dense(10, activation="softmax")
        self.head = keras.layers.Dense(10, activation="softmax")

    def call(self, x, training=False):
        CALLS[0] += 1
        deep = x
        for layer in self.sick:
            deep = layer(deep)
        deep = self.head(deep)
        return self.short(x) if CALLS[0] % 2 else deep


def create_improved_network():
    model = Chameleon()
    model(np.zeros((1, 784), "float32"))
    model(np.zeros((1, 784), "float32"))
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
