# ---
# about = "Valid: lets Adam(global_clipnorm=...) of Keras clip"
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
def clip_gradients_globally(gradients, max_norm=1.0):
    slots = [i for i, g in enumerate(gradients) if g is not None]
    result = [None] * len(gradients)
    if slots:
        done = keras.optimizers.Adam(global_clipnorm=max_norm)._clip_gradients([gradients[i] for i in slots])
        for i, g in zip(slots, done):
            result[i] = g
    return result
