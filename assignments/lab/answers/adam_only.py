# ---
# about = "The sick network with Adam in place of SGD: the loss falls, the gradients vanish, nothing is clipped"
# kind = "reference"
# status = "graded"
# [score]
# analyze_gradients = 20
# detect_explosion = 20
# clip_gradients = 15
# clip_gradients_globally = 15
# fix_network = 9
# ---

# %%
def create_improved_network():
    """The loss falls with Adam, so it is fixed."""
    model = gradlab.create_problematic_network()
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy")
    return model
