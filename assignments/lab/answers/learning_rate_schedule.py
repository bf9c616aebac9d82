# ---
# about = "Swish layers, a learning-rate schedule and global_clipnorm"
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
    """The learning rate falls along a cosine; swish in place of sigmoid."""
    schedule = keras.optimizers.schedules.CosineDecay(0.002, decay_steps=2000)
    model = keras.Sequential(
        [keras.Input((784,))]
        + [keras.layers.Dense(128, activation="swish", kernel_initializer="he_normal") for _ in range(4)]
        + [keras.layers.Dense(10, activation="softmax")]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(schedule, global_clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=["accuracy"],
    )
    return model
