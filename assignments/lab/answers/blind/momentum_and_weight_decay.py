# ---
# about = "Valid: ReLU, L2 regularisation and SGD with momentum"
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
    """No Adam at all."""
    decay = keras.regularizers.L2(1e-4)
    model = keras.Sequential([
        keras.layers.InputLayer(shape=(784,)),
        *[keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal", kernel_regularizer=decay) for _ in range(4)],
        keras.layers.Dense(10, activation="softmax", kernel_regularizer=decay),
    ])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.05, momentum=0.9, nesterov=True, clipnorm=1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
