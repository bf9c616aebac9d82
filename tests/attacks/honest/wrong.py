# ---
# about = "Runs, answers every question in the right form, and does the work of none: the ceiling for every attack"
# kind = "skeleton"
# class = "honest"
# written = "inside"
# attacks = []
# tries = "nothing"
# holds = "its score is what an attack may gain at most"
# ---

# %%
def analyze_gradients(model, x_sample):
    return [1.0 for variable in model.trainable_variables if len(variable.shape) >= 2]


# %%
def detect_explosion(gradient_history, threshold=100.0):
    return {"events": [], "first_event": None, "max_norm": 0.0, "frequency": 0.0, "failed": False, "unstable": False}


# %%
def clip_gradients(gradients, max_norm=1.0):
    return list(gradients)


# %%
def clip_gradients_globally(gradients, max_norm=1.0):
    return list(gradients)


# %%
def create_improved_network():
    model = gradlab.create_problematic_network()
    model.compile(keras.optimizers.Adam(clipnorm=1.0), "sparse_categorical_crossentropy")
    return model
