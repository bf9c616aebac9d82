# ---
# about = "Valid: gradients kept in a dictionary from path to tensor, with annotations and a helper inside"
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
def analyze_gradients(model: keras.Model, x_sample) -> list[float]:
    """A dictionary keeps the order of insertion, so the list is in order."""
    named = {f"{i}:{v.path}": v for i, v in enumerate(model.trainable_variables)}

    def length(tensor) -> float:
        return 0.0 if tensor is None else float(tf.sqrt(tf.reduce_sum(tensor * tensor)))

    tape = tf.GradientTape(persistent=True)
    with tape:
        loss = tf.reduce_mean(tf.square(model(x_sample) - 1))
    gradients = tape.gradient(loss, named)
    del tape
    return [length(gradients[key]) for key, v in named.items() if len(v.shape) >= 2]
