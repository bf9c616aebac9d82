# ---
# about = "Valid: lets SGD(clipnorm=...) of Keras clip"
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
def clip_gradients(gradients, max_norm=1.0):
    helper = keras.optimizers.SGD(clipnorm=float(max_norm))
    return [None if g is None else helper._clip_gradients([g])[0] for g in gradients]
